CREATE TABLE authors (id bigint PRIMARY KEY, name text NOT NULL, kind text NOT NULL DEFAULT 'writer', updated_at timestamptz DEFAULT now());
CREATE TABLE posts (
  id bigint PRIMARY KEY,
  author_id bigint,
  reply_to bigint,
  title text,
  updated_at timestamptz DEFAULT now()
);
-- No column tells which of these have changed.
CREATE TABLE tags (id bigint PRIMARY KEY, post_id bigint, label text, hidden boolean NOT NULL DEFAULT false);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at := now(); RETURN NEW; END $$;
CREATE TRIGGER touch_authors BEFORE UPDATE ON authors FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER touch_posts BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION touch();
INSERT INTO authors (id, name) SELECT n, 'Author ' || n FROM generate_series(1, 5) AS n;
INSERT INTO posts (id, author_id, reply_to, title)
  SELECT n, 1 + n % 5, CASE WHEN n % 3 = 0 THEN 1 + (n * 7) % 40 END, 'Post ' || n FROM generate_series(1, 40) AS n;
INSERT INTO tags SELECT n, n, 'Tag ' || n, n % 10 = 0 FROM generate_series(1, 30) AS n;
