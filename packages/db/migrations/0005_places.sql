-- Up Migration

-- Likeness of misspelt names. A trusted extension: the owner of a database may create it.
create extension if not exists pg_trgm;

-- The gazetteer: GeoNames places of 500 people and more. Empty until loadPlaces() fills all three tables in one transaction.
create table places (
  id          bigint primary key,                           -- GeoNames id, the same in every installation
  name        text not null,
  country     text not null,                                -- ISO 3166-1 alpha-2
  region_code text not null,                                -- first-order division in GeoNames' codes; '' where there is none
  region      text,                                         -- its English name; null where our list of divisions lacks it
  latitude    float8 not null,
  longitude   float8 not null,
  timezone    text not null,                                -- IANA
  population  int not null                                  -- 0: unknown
);

-- Every spelling of every place, folded by src/places/fold.ts. A table and not an array of the place, because prefixes need a
-- sorted index of single names; collation "C", because there a prefix is a range of that index in every locale.
create table place_names (
  name       text collate "C" not null,
  place      bigint not null,
  own        boolean not null,                              -- false: exonym, old name, transcription
  population int not null                                   -- of the place, so that ranking a prefix reads the index alone
);
create index place_names_name  on place_names (name) include (place, own, population);              -- exact name, type-ahead
create index place_names_alike on place_names using gin (name gin_trgm_ops);                        -- alike_names()

-- Names that resemble a folded one. The threshold is where suggesting begins to help: "munchn" is 0.5 like Munich, "berln" 0.44
-- like Berlin, "Xyzzyville" 0.33 like Bayville. As a setting the index itself obeys it, which a condition in the query does not
-- achieve: 5 ms instead of 20.
create function alike_names(asked text) returns setof place_names
language sql stable set pg_trgm.similarity_threshold = 0.35
as 'select * from place_names where name % asked';

-- What people write behind a place: countries and regions by every folded name, abbreviation and code.
create table place_areas (
  name        text collate "C" not null,
  country     text not null,
  region_code text,                                         -- null: the whole country
  unique nulls not distinct (name, country, region_code)                                            -- "Paris, TX": who is tx?
);

-- Which gazetteer is loaded. Written in the transaction that loads it, so this row means that the tables are whole.
create table place_loads (
  singleton boolean primary key default true check (singleton),
  version   text not null,
  places    int not null,
  loaded_at timestamptz not null default now()
);
