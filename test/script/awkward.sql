-- What a draft has to cope with: names, types, keys and foreign keys as few databases have them, and all in one.
create schema crm;
create schema "Odd Schema";
create type mood as enum ('sad', 'it''s "odd"', '', 'größer', 'a\b');
create type "Lonely Enum" as enum ('only one');
create type address as (street text, "House No" integer, amounts numeric(10,2)[], since timestamptz, extra jsonb);
create domain positive as integer check (value > 0);
create domain email as text not null;
create domain tags as text[];

create table countries (code char(2) primary key, "Name" text not null unique, area numeric(12,3), mood mood not null, sole "Lonely Enum");
comment on table countries is E'Countries */ of\nthe `world` // @ts-nocheck';
comment on column countries.area is '@ts-ignore km²';
insert into countries values ('NO', 'Norge', 385207.100, 'it''s "odd"', 'only one'), ('DE', 'Deutschland', null, 'größer', null), ('X', 'X', 'NaN', '', null);

create table "Order Items" (
  "orderID" bigint not null, line_2 smallint not null, "Total Price" numeric(10,2), "_private" text, "2fa" boolean, "größe" real,
  created_at timestamptz, "createdAt" timestamp, "CREATED_AT" date, legacy_id uuid, constructor text, "名前" text, primary key ("orderID", line_2));
insert into "Order Items" values (9007199254740993, 1, 12.30, 'p', true, 1.5, '2024-01-01 00:00:00.123456+02', '2024-01-01 00:00:00.5', '2024-02-29', gen_random_uuid(), 'c', 'ü,\'),
  (9007199254740993, 2, null, null, null, 'NaN', 'infinity', null, 'infinity', null, null, null), (-1, 1, -0.01, '', false, '-0', '-infinity', '1969-12-31 23:59:59.999999', '0044-03-15 BC', null, 'x', E'tab\ttab');

create table shipments (
  id uuid primary key default gen_random_uuid(), order_id bigint, line smallint, country text references countries ("Name"), code char(2) not null references countries,
  carrier_id int, place address, places address[], ip inet, net cidr, mac macaddr, took interval, at_time time, at_timetz timetz, xml_doc xml, bits bit varying(8),
  span int4range, spans int4multirange, price money, raw bytea not null, counts int[], big bigint[], grid int[], docs jsonb[], settings jsonb not null, moods mood[], days date[], times timestamptz[], raws bytea[],
  amount positive, contact email, labels tags, search tsvector generated always as (to_tsvector('simple', 'x')) stored, twice int generated always as (carrier_id * 2) stored,
  point point, f8 float8 not null, ok boolean not null, one "char", padded char(5)[],
  foreign key (order_id, line) references "Order Items" ("orderID", line_2));
insert into shipments (order_id, line, country, code, carrier_id, place, places, ip, net, mac, took, at_time, at_timetz, xml_doc, bits, span, spans, price, raw, counts, big, grid, docs, settings, moods, days, times, raws, amount, contact, labels, point, f8, ok, one, padded) values
 (9007199254740993, 1, 'Norge', 'NO', 7, row('Main "St", 1', 5, '{1.50,null}', '2024-01-01 00:00:00.123+00', '{"$a": 1}'), array[row('a', null, null, null, null)::address, null], '10.0.0.1', '10.0.0.0/8', '08:00:2b:01:02:03',
  '1 year 2 mons 3 days 04:05:06.789', '24:00:00', '12:00:00+05:30', '<a>b</a>', B'1010', '[1,5)', '{[1,2),[5,9)}', '$1,234.56', '\x00ff', '{1,null,3}', '{9223372036854775807}', '{}', array['{"$x": [1, 2.50]}'::jsonb, 'null', '"s"', null],
  '{"größe": 9007199254740993, "$k": "v"}', array['sad', null, '']::mood[], '{2024-02-29}', '{"2024-01-01 00:00:00+00"}', array['\x01'::bytea, null], 3, 'a@b.c', '{"a b","c,d"}', '(1,2)', 'Infinity', true, 'x', '{ab}'),
 (null, null, null, 'X', null, null, null, '::1', null, null, '-1 mons', null, null, null, null, 'empty', null, null, '', '{}', null, null, null, 'null', '{}', null, null, null, 1, '', null, null, '-0', false, null, null),
 (9007199254740993, null, 'Deutschland', 'DE', null, row(null, null, null, null, null), '{}', '10.0.0.0/24', null, null, null, null, null, null, null, null, null, null, '\x', null, '{}', null, '{}', '"text"', null, null, null, null, 2, 'x', '{}', null, 0.1, true, null, null);

create table no_key (a int, b text);
insert into no_key values (1, 'a'), (1, 'a');
create table by_unique (slug text not null unique, n int);
insert into by_unique values ('a', 1), ('b,c\', 2);
create table tree (id int primary key, parent_id int not null references tree, "rootID" int references tree);
insert into tree values (1, 1, null), (2, 1, 1), (3, 2, 1);
create table a (id int primary key, b_id int not null);
create table b (id int primary key, a_id int not null references a deferrable initially deferred, c_slug text references by_unique (slug));
alter table a add foreign key (b_id) references b deferrable initially deferred;

with x as (insert into a values (1, 1), (2, 1)) insert into b values (1, 1, 'a'), (2, 2, null), (3, 1, 'b,c\');
create table crm."Order Items" (id int primary key, note text);
insert into crm."Order Items" values (1, 'crm');
create table "Odd Schema"."My.Table" (id text primary key, "a.b" int, "it's" text, "say ""hi""" text);
insert into "Odd Schema"."My.Table" values ('x,y', 1, 'a', 'b');
create view totals as select code, count(*) from shipments group by code;
create table hub (id int primary key);
insert into hub values (1), (2);
create table spokes (id int primary key);
do $$ begin for n in 1..34 loop execute format('alter table spokes add column hub_%s_id int references hub', n); end loop; end $$;
insert into spokes (id, hub_1_id, hub_34_id) values (1, 1, 2);
create table wide (id int primary key);
do $$ begin for n in 1..150 loop execute format('alter table wide add column c_%s %s', n, (array['text', 'int not null default 1', 'numeric(10,2)', 'timestamptz', 'jsonb', 'text[]'])[1 + n % 6]); end loop; end $$;
insert into wide (id, c_6) values (1, 'x');
create table default_ (id int primary key, class text, function text, "_id" text, "_creationTime" float, "toString" text, "$price" int, "a-b" int);
insert into default_ values (1, 'c', 'f', 'i', 1.5, 't', 3, 4);
do $$ begin for n in 1..14 loop execute format('create table t%s (id serial primary key, name text)', n); end loop; end $$;
