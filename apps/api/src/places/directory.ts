import {
  type FoundPlace,
  findPlaces,
  type Place,
  placeById,
  placesLoaded,
  type Sql,
  searchPlaces,
} from '@taktstock/db';
import { AppError } from '@taktstock/registry';

/** Where places are looked up; every function throws PLACES_LOADING until the gazetteer has been loaded once. */
export type Places = {
  find(query: string): Promise<FoundPlace>;
  byId(placeId: string): Promise<Place | undefined>;
  /** Places for a name being typed. */
  search(typed: string, limit: number): Promise<Place[]>;
};

/** The first load takes some ten seconds. */
const RETRY_SECONDS = 5;

/** The places in the database, whichever process loads them. */
export function createPlaces(sql: Sql): Places {
  let loaded = false;

  async function ready(): Promise<void> {
    loaded ||= await placesLoaded(sql);
    if (!loaded) throw new AppError('PLACES_LOADING', undefined, { retryAfterSeconds: RETRY_SECONDS });
  }

  return {
    find: async (query) => {
      await ready();
      return findPlaces(sql, query);
    },
    byId: async (placeId) => {
      await ready();
      return placeById(sql, placeId);
    },
    search: async (typed, limit) => {
      await ready();
      return searchPlaces(sql, typed, limit);
    },
  };
}
