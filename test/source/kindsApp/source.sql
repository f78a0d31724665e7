create schema hr;
create type mood as enum ('sad', 'so, so', 'happy');
create type home as (street text, house_no int);
create domain positive as int check (value > 0);

create table hr.teams (region text, code int8, name text not null, primary key (region, code));
insert into hr.teams values ('north, by', 9007199254740993, 'N'), ('a\b', 2, 'AB'), ('', 3, 'empty');

create table people (
  id int8 primary key, team_region text, team_code int8, manager int8 references people, tenant int not null,
  name varchar(40) not null, note text, mood mood not null, moods mood[] not null, age positive, visits int8 not null,
  ratio float8, balance numeric(12, 2) not null, weight numeric not null, active boolean not null, born date, wakes time,
  pause interval, created_at timestamptz not null, seen_at timestamp, exact_at timestamptz, tags text[] not null,
  scores int8[] not null, grid float8[], settings jsonb, raw json, avatar bytea, ip inet, seats int4range, home home,
  homes home[], search tsvector generated always as (to_tsvector('simple', coalesce(note, ''))) stored,
  foreign key (team_region, team_code) references hr.teams
);
insert into people (id, team_region, team_code, manager, tenant, name, note, mood, moods, age, visits, ratio, balance, weight,
  active, born, wakes, pause, created_at, seen_at, exact_at, tags, scores, grid, settings, raw, avatar, ip, seats, home, homes)
values
  (1, 'north, by', 9007199254740993, null, 1, 'Ann "A"', E'two\nlines \\ 😀', 'happy', '{sad,"so, so"}', 41, 9223372036854775807,
   0.1, 12.30, 1234567890.12345678901234567890, true, '1984-02-29', '07:30:00.25', '1 year 2 mons 3 days 04:05:06.7',
   '2024-01-02 03:04:05.678901+02', '2024-07-01 12:00:00', '2024-01-02 03:04:05.678901+02', '{a,NULL,"b,c","{}","NULL",""}',
   '{9007199254740993,-1}', '{{1,2.5},{3,NaN}}', '{"a": {"b": [1, "x", null, 1.50]}, "big": 12345678901}',
   '{"n": 12345678901234567890.10,  "k": "v"}', '\x00ff10', '10.0.0.1', '[1,5)', row('Main "St", 1', 7),
   array[row('x', 1)::home, row(null, null)::home]),
  (2, 'a\b', 2, 3, 1, '', '', 'so, so', '{}', null, -5, 'Infinity', -0.01, 0.00, false, null, null, null, '1969-12-31 23:59:59.9999Z',
   '2024-10-27 02:30:00', null, '{}', '{}', null, 'null', 'null', '\x', '2001:db8::1/64', 'empty', row(null, null), '{}'),
  (3, '', 3, 1, 2, 'Cy', null, 'sad', '{happy}', 1, 0, null, 99999.99, -1e-10, true, '0099-12-31', '24:00:00', '-00:00:01',
   '2024-02-29 00:00:00Z', null, '2024-02-29 00:00:00Z', '{x}', '{0}', null, '[]', '"text"', null, null, '(,3]', null, null),
  (4, '', 3, 1, 1, 'No date', null, 'sad', '{}', null, 0, 'NaN', 0, 'NaN', true, 'infinity', null, null, 'infinity', null, null,
   '{}', '{}', null, null, null, null, null, null, null, null),
  (5, 'north, by', 9007199254740993, 9, 2, 'Joined twice', null, 'sad', '{}', null, 0, null, 0.5, 5, true, null, null, null,
   '2024-01-01Z', null, null, '{}', '{}', null, null, null, null, null, null, null, null),
  (9, 'a\b', 2, null, 3, 'Of another tenant', null, 'sad', '{}', null, 0, null, 0.5, 5, true, null, null, null,
   '2024-01-01Z', null, null, '{}', '{}', null, null, null, null, null, null, null, null);
insert into people (id, team_region, team_code, manager, tenant, name, mood, moods, visits, balance, weight, active, created_at, tags,
  scores) select n, 'a\b', 2, nullif(n % 7, 0) + 10, n % 2 + 1, 'P' || n, 'happy', '{}', n, n / 10.0, n, n % 2 = 0,
  timestamptz '2024-01-01Z' + n * interval '1 hour', array['t' || n], array[n] from generate_series(11, 240) n;

create table people_settings (id int primary key generated always as identity, person_id int8, theme text, mails boolean);
insert into people_settings (person_id, theme, mails) values (1, 'dark', true), (2, null, false), (9, 'light', null), (9999, 'of nobody', null), (77, 'nobody''s', null),
  (5, 'one', true), (5, 'two', false);
insert into people_settings (person_id, theme, mails) select n, 'theme ' || n, n % 3 = 0 from generate_series(11, 240, 2) n;

-- Keys that JSON spells otherwise than a cast to text.
create table visits (at timestamptz, day timestamp(0), code char(4), ip inet, note text, primary key (at, day, code, ip));
insert into visits values ('2024-01-31 12:00:00.5+05:30', '2024-01-31 12:00:00', 'ab', '10.0.0.1', 'padded'),
  ('infinity', '-infinity', '', '::1', 'endless'), ('0044-03-15 00:00:00Z BC', '0044-03-15 BC', 'T+00', '10.0.0.0/8', 'long ago');
create table visit_replies (id int primary key, at timestamptz, day timestamp, code char(9), ip inet);
insert into visit_replies select row_number() over (order by at), at, day, code, ip from visits;
