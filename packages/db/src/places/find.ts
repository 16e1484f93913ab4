import type { ErrorCode } from '@taktstock/registry';
import type { Db } from '../client.ts';
import { bareName, type Reading, readingsOf } from './ask.ts';
import { fold } from './fold.ts';

/** A place of birth; `country` is its ISO 3166-1 code, `region` its first-order division in English. */
export type Place = {
  placeId: string;
  name: string;
  region: string | null;
  country: string;
  latitude: number;
  longitude: number;
  timezone: string;
};

/** The licence asks for it wherever places are shown. */
export const PLACES_SOURCE = 'Places: GeoNames (https://www.geonames.org), CC BY 4.0';

/** The one place that is meant, or why there is none and which to choose from, most people first. */
export type FoundPlace =
  | { match: Place }
  | { code: Extract<ErrorCode, 'PLACE_AMBIGUOUS' | 'PLACE_UNKNOWN'>; candidates: Place[] };

/**
 * A name is unique if at least this part of the people who live in a place of that name live in one zone of one country: Berlin
 * (99 %), London (96 %) and Paris (96 %) are, Birmingham (83 %) and Springfield (46 %) are not. docs/decisions/0004-which-paris.md
 */
export const DOMINANT_SHARE = 0.9;

/** What a name counts that is not the place's own: exonyms must count (Wien), but Amman is not Philadelphia any more. */
const OTHER_NAME = 0.1;

/** Population 0 means unknown; the gazetteer begins at 500. */
const LEAST_PEOPLE = 500;

/** In a search, a name typed in full counts for more than the beginning of a larger place's: Hof before Hofei, which is Hefei. */
const WHOLE_NAME = 20;

/** Sorts behind every continuation of a prefix. */
const LAST = '\u{10ffff}';

/** Resolves what somebody wrote as a place of birth, such as "Springfield, IL" or "Frankfurt (Oder)". */
export async function findPlaces(db: Db, query: string, limit = 10): Promise<FoundPlace> {
  for (const reading of readingsOf(query)) {
    const found = await placesOf(db, reading);
    if (found.length > 0) return choose(found, limit);
  }
  return { code: 'PLACE_UNKNOWN', candidates: await similarPlaces(db, bareName(query), limit) };
}

type Candidate = Place & { population: number; weight: number };

function choose(found: Candidate[], limit: number): FoundPlace {
  const byZone = Map.groupBy(found, ({ country, timezone }) => `${country} ${timezone}`);
  const weightOf = (places: Candidate[]): number => places.reduce((sum, { weight }) => sum + weight, 0);
  const heaviest = [...byZone.values()].reduce((a, b) => (weightOf(b) > weightOf(a) ? b : a));
  if (weightOf(heaviest) >= DOMINANT_SHARE * weightOf(found)) {
    return { match: placeOf(heaviest.reduce((a, b) => (b.weight > a.weight ? b : a))) };
  }
  const ranked = found.sort((a, b) => b.population - a.population || Number(a.placeId) - Number(b.placeId));
  return { code: 'PLACE_AMBIGUOUS', candidates: ranked.slice(0, limit).map(placeOf) };
}

const placeOf = ({ placeId, name, region, country, latitude, longitude, timezone }: Place): Place => ({
  placeId,
  name,
  region,
  country,
  latitude,
  longitude,
  timezone,
});

const columns = (db: Db) =>
  db`p.id::text as place_id, p.name, p.region, p.country, p.latitude, p.longitude, p.timezone, p.population`;

type Named = Place & { population: number; own: boolean; holding: number[]; areas: number[] };

/** The places of a name of which everything holds that is known to stand behind it. */
async function placesOf(db: Db, { name, written, behind }: Reading): Promise<Candidate[]> {
  const named = await db<Named[]>`
    with behind as (
      select phrase, words, nth::int
      from unnest(${behind.map(({ phrase }) => phrase)}::text[], ${behind.map(({ words }) => words)}::text[])
        with ordinality as b (phrase, words, nth)
    ), named as (
      select p.*, n.own from place_names n join places p on p.id = n.place where n.name = ${name}
    ), holding as (
      select p.id, b.nth
      from named p
      join place_areas a on a.country = p.country and (a.region_code is null or a.region_code = p.region_code)
      join behind b on b.phrase = a.name
      union
      select n.place, b.nth
      from behind b
      join place_names n on n.name > ${`${name} `} and n.name < ${`${name}!`} and substr(n.name, length(${name}) + 2) ~ b.words
    )
    select ${columns(db)}, p.own,
           array(select nth from holding h where h.id = p.id) as holding,
           array(select distinct nth from behind b join place_areas a on a.name = b.phrase) as areas
    from named p`;
  const fitting = named.filter(({ holding, areas }) =>
    behind.every((_, at) => {
      // A county between the name and its state is passed over: the gazetteer has states only.
      const passable = at < behind.length - 1 && !areas.includes(at + 1);
      return passable || holding.includes(at + 1);
    }),
  );
  const most = Math.max(...fitting.map(({ holding }) => holding.length));
  return fitting
    .filter(({ holding }) => holding.length === most)
    .map((place) => ({ ...place, weight: weigh(place, written) }));
}

/** People who may mean this place by the name; who writes accents does not mean the place without them. */
function weigh({ name, own, population }: Named, written: string): number {
  const plain = /^[\x20-\x7e]*$/.test(written);
  const called = own && (plain || name.toLowerCase().startsWith(written.toLowerCase()));
  return Math.max(population, LEAST_PEOPLE) * (called ? 1 : OTHER_NAME);
}

/** Places whose names resemble a folded one, or are it; the likest and largest first. */
async function similarPlaces(db: Db, name: string, limit: number): Promise<Place[]> {
  if (name === '') return [];
  const places = await db<Place[]>`
    with alike as (
      select place, max(similarity(name, ${name}) * ln(greatest(population, ${LEAST_PEOPLE}))) as score
      from alike_names(${name})
      group by place
      order by score desc, place
      limit ${limit}
    )
    select ${columns(db)} from alike join places p on p.id = alike.place order by score desc, p.id`;
  return places.map(placeOf);
}

/** Places for a name being typed, at least two letters of it: those that begin so, most people first; similar ones if none does. */
export async function searchPlaces(db: Db, typed: string, limit = 10): Promise<Place[]> {
  const [name = '', area = ''] = typed.split(',').map(fold);
  if (name.length < 2) return [];
  const [best, anywhere] = [db`order by score desc, place limit ${limit}`, area === ''];
  const places = await db<Place[]>`
    with beginning as (
      select place, max(greatest(population, ${LEAST_PEOPLE}) * case when own then 1 else ${OTHER_NAME}::float8 end
                        * case when name = ${name} then ${WHOLE_NAME} else 1 end) as score
      from place_names
      where name >= ${name} and name < ${name + LAST}
      group by place
      ${anywhere ? best : db``}
    )
    select ${columns(db)}
    from beginning join places p on p.id = beginning.place
    where ${anywhere} or exists (
      select from place_areas a
      where a.name >= ${area} and a.name < ${area + LAST} and a.country = p.country
        and (a.region_code is null or a.region_code = p.region_code))
    ${best}`;
  return places.length > 0 ? places.map(placeOf) : similarPlaces(db, name, limit);
}

/** A place by its GeoNames id; undefined when the gazetteer has none of this id. */
export async function placeById(db: Db, placeId: string): Promise<Place | undefined> {
  if (!/^\d{1,15}$/.test(placeId)) return undefined; // more digits than any id has, and bigint would refuse them
  const [place] = await db<Place[]>`select ${columns(db)} from places p where p.id = ${placeId}`;
  return place && placeOf(place);
}
