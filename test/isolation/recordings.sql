CREATE TABLE users (id uuid PRIMARY KEY, name text NOT NULL);
CREATE TABLE recordings (
  id bigint PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id),
  org text NOT NULL,
  status text NOT NULL DEFAULT 'ready',
  title text
);
INSERT INTO users VALUES
  ('00000000-0000-4000-8000-00000000000a', 'Ada'),
  ('00000000-0000-4000-8000-00000000000b', 'Ben'),
  ('00000000-0000-4000-8000-00000000000c', 'Cam');
-- Ada has 230 recordings, more than two pages; Ben has 3, and Cam none.
INSERT INTO recordings SELECT n, '00000000-0000-4000-8000-00000000000a', 'ours', 'ready', 'Recording ' || n FROM generate_series(1, 230) AS n;
INSERT INTO recordings SELECT n, '00000000-0000-4000-8000-00000000000b', 'ours', 'ready', 'Recording ' || n FROM generate_series(1001, 1003) AS n;
-- Of Ben's further rows one is a reject, one is skipped, and one is of another tenant.
INSERT INTO recordings VALUES
  (1004, '00000000-0000-4000-8000-00000000000b', 'ours', 'ready', NULL),
  (1005, '00000000-0000-4000-8000-00000000000b', 'ours', 'draft', 'Draft'),
  (1006, '00000000-0000-4000-8000-00000000000b', 'theirs', 'ready', 'Elsewhere');
