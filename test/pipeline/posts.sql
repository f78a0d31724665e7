CREATE TABLE authors (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE posts (
  id bigint PRIMARY KEY,
  author_id bigint NOT NULL REFERENCES authors (id),
  reply_to bigint REFERENCES posts (id),
  title text NOT NULL,
  body text
);
-- Keys cross from nine to ten and from 99 to 100, so that their order as text is another.
INSERT INTO authors SELECT n, 'Author ' || n FROM generate_series(1, 130) AS n;
INSERT INTO posts SELECT n, 1 + n % 130, NULL, 'Post ' || n, 'Body ' || n FROM generate_series(1, 1050) AS n;
-- Replies to earlier posts, to later ones, and to themselves.
UPDATE posts SET reply_to = 1 + (id * 7) % 1050 WHERE id % 3 = 0;
