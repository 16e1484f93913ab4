import { Combobox, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type Answered, Unavailable } from '@taktstock/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../session.ts';
import { useText } from '../text/language.tsx';

export type Place = Pick<Answered<'findPlaces'>['places'][number], 'name' | 'region' | 'country'> & {
  placeId: string | null;
  latitude: number;
  longitude: number;
  timezone: string;
};

export const nameOf = ({ name, region, country }: Place): string => [name, region, country].filter(Boolean).join(', ');

const TYPING_MS = 120;

/** The names of places are loaded once, on the first start, within some ten seconds. */
const LOADING_MS = 2_000;
const areLoading = (error: unknown): boolean => error instanceof Unavailable && error.code === 'PLACES_LOADING';

type PlaceFieldProps = {
  value: Place | null;
  /** What is wrong with it. */
  error: string | undefined;
  onChange(place: Place | null): void;
};

/** A place chosen from what the gazetteer suggests while one types. */
export function PlaceField({ value, error: fault, onChange }: PlaceFieldProps) {
  const { t } = useText();
  const [typed, setTyped] = useState('');
  const [asked] = useDebouncedValue(typed, TYPING_MS);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const text = value === null ? typed : nameOf(value);
  const { data, error, isFetching } = useQuery({
    queryKey: ['places', asked],
    queryFn: ({ signal }) => client.api.findPlaces({ query: { q: asked, limit: 7 } }, { signal }),
    enabled: value === null && asked.trim().length > 1,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state }) => (areLoading(state.error) ? LOADING_MS : false),
  });
  const places = data?.places ?? [];
  const isLoading = areLoading(error);
  const isOpen = value === null && asked.trim().length > 1;

  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(id) => {
        const place = places.find(({ placeId }) => placeId === id);
        if (place !== undefined) onChange(place);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          name="place"
          label={t('place')}
          placeholder={t('placeHint')}
          autoComplete="off"
          value={text}
          error={isLoading ? t('placesLoading') : fault}
          onChange={({ currentTarget }) => {
            setTyped(currentTarget.value);
            onChange(null);
            combobox.openDropdown();
            combobox.selectFirstOption();
          }}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={!isOpen || isLoading}>
        <Combobox.Options aria-label={t('place')}>
          {places.map((place) => (
            <Combobox.Option value={place.placeId} key={place.placeId}>
              {place.name} <span className="quiet">{[place.region, place.country].filter(Boolean).join(', ')}</span>
            </Combobox.Option>
          ))}
          {places.length === 0 && <Combobox.Empty>{isFetching ? '…' : t('noPlace')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
