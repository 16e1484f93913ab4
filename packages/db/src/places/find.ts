import type { Db } from '../client.ts';
import type { Reading } from './ask.ts';
import { choosePlace, type FoundPlace, LEAST_PEOPLE, type Named, OTHER_NAME, type Place, placeOf } from './choose.ts';
import { fold } from './fold.ts';

export { DOMINANT_SHARE, type FoundPlace, type Place } from './choose.ts';

/** The licence asks for it wherever places are shown. */
export const PLACES_SOURCE = 'Places: GeoNames (https://www.geonames.org), CC BY 4.0';

/** In a search, a name typed in full counts for more than the beginning of a larger place's: Hof before Hofei, which is Hefei. */
const WHOLE_NAME = 20;

/** Sorts behind every continuation of a prefix. */
const LAST = '\u{10ffff}';

/** Resolves what somebody wrote as a place of birth, such as "Springfield, IL" or "Frankfurt (Oder)". */
export const findPlaces = (db: Db, query: string, limit = 10): Promise<FoundPlace> =>
  choosePlace(
    { named: (reading) => namedPlaces(db, reading), similar: (name, most) => similarPlaces(db, name, most) },
    query,
    limit,
  );

const columns = (db: Db) =>
  db`p.id::text as place_id, p.name, p.region, p.country, p.latitude, p.longitude, p.timezone, p.population`;

/** The places of a name, and what is known to stand behind it. */
function namedPlaces(db: Db, { name, behind }: Reading): Promise<Named[]> {
  return db<Named[]>`
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
