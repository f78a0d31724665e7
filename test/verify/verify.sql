CREATE TABLE workspaces (id bigint PRIMARY KEY, name text NOT NULL);
INSERT INTO workspaces SELECT n, 'Workspace ' || n FROM generate_series(1, 3) AS n;

CREATE TABLE contacts (
  id bigint PRIMARY KEY, workspace_id bigint, manager_id bigint, name text, email text, balance numeric(12, 2),
  score double precision, weight numeric, created_at timestamptz, access_token text, status text
);
-- Keys cross from 9 to 10 and from 99 to 100, so that their order as text is another.
INSERT INTO contacts SELECT
  n, 1 + n % 3, CASE WHEN n % 5 = 0 AND n > 3 THEN n - 3 END, 'Contact ' || n, 'c' || n || '@example.com',
  CASE WHEN n % 11 = 0 THEN NULL ELSE n * 1.01 END, n * 0.1, ('0.' || lpad(n::text, 20, '0'))::numeric,
  timestamptz '2026-01-01 00:00:00.123Z' + n * interval '1 minute', CASE WHEN n % 2 = 0 THEN 'secret ' || n END, 'open'
FROM generate_series(1, 230) AS n;
UPDATE contacts SET status = 'draft' WHERE id = 50;
UPDATE contacts SET name = NULL WHERE id = 60;
UPDATE contacts SET workspace_id = 99 WHERE id = 70;
UPDATE contacts SET manager_id = NULL WHERE manager_id IN (50, 60, 70) OR id IN (50, 60, 70);

CREATE TABLE invoices (id bigint PRIMARY KEY, workspace_id bigint, contact_id bigint, total numeric(12, 2));
INSERT INTO invoices SELECT n, 1 + n % 3, CASE WHEN n IN (50, 60, 70) THEN n - 3 ELSE n END, n * 0.99 FROM generate_series(1, 120) AS n;

CREATE TABLE users (id bigint PRIMARY KEY, email text, name text);
INSERT INTO users VALUES (1, 'ada@example.com', 'Ada of the source'), (2, 'new@example.com', 'New');
