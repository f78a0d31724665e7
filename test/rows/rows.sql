create table teams (id uuid primary key, name text, slug text);
insert into teams values
  (md5('north')::uuid, 'North', 'north'), (md5('south')::uuid, 'South', 'south'),
  (md5('none')::uuid, 'Not in the target', 'nowhere'), (md5('null')::uuid, 'Without a slug', null);

create table users (id int primary key, email text, full_name text);
insert into users values
  (1, 'ADA@example.com ', 'Ada of the source'), (2, 'lin@example.com', 'Lin'), (3, null, 'Without an address'),
  (4, '', 'With an empty one'), (5, 'twice@example.com', 'Twice'), (6, 'new@example.com', 'New');

create table user_settings (user_id int primary key, timezone text, updated_by text);
insert into user_settings values (1, 'Asia/Jakarta', 'x'), (2, null, 'x'), (9, 'Nobody/Has-It', 'x');
create table user_preferences (id int primary key, user_id int, theme text);
insert into user_preferences values (1, 1, 'dark'), (2, 3, 'light'), (3, 6, 'a'), (4, 6, 'b'), (5, null, 'of nobody');

create table tasks (
  id bigint primary key, org text, team_id uuid, phone text, author_id int, reviewer_id int, parent_id bigint,
  status text, title text
);
insert into tasks values
  (1, 'north', md5('north')::uuid, '+1', 1, 2, 2, 'open', 'whole'),
  (2, 'north', md5('south')::uuid, '+1', 2, 99, 98, 'open', 'reviewer and parent are gone'),
  (3, 'north', md5('none')::uuid, '+1', 1, 2, null, 'open', 'its team is not in the target'),
  (4, 'north', md5('null')::uuid, '+1', 1, 2, null, 'open', 'its team has no slug'),
  (5, 'north', md5('north')::uuid, '+9', 1, null, null, 'open', 'nobody has its phone'),
  (6, 'north', md5('north')::uuid, '', 77, null, null, 'open', 'its author is gone'),
  (7, 'north', md5('north')::uuid, null, null, null, null, 'draft', 'a draft'),
  (8, 'south', md5('north')::uuid, null, null, null, null, 'open', 'of another tenant');
create table task_remarks (id int primary key, task_id bigint, said text);
insert into task_remarks values
  (1, 1, 'of a task'), (2, 6, 'of an orphan'), (3, 7, 'of a draft'), (4, 8, 'of another tenant''s task'),
  (5, 8, 'of the same'), (6, 99, 'of no task');
create table votes (id int primary key, task_id bigint);
insert into votes values (1, 1), (2, 8), (3, 10);
create table notifications (id int primary key);
insert into notifications select generate_series(1, 3);
create schema crm;
