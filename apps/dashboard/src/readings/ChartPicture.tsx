import { useComputedColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Failure } from '../parts/States.tsx';
import { drawing } from '../queries.ts';
import styles from './ChartPicture.module.css';

/** The body graph of a chart; the gates of `marked` stand out. Its room is there before the picture is. */
export function ChartPicture({ chartId, marked = [] }: { chartId: string; marked?: readonly number[] }) {
  const theme = useComputedColorScheme('light');
  const { data, error, refetch } = useQuery(drawing(chartId, theme));
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (data === undefined) return;
    // Parsed as a document of its own and taken over as elements: nothing in it is ever read as HTML.
    const picture = new DOMParser().parseFromString(data, 'image/svg+xml').documentElement;
    frame.current?.replaceChildren(document.importNode(picture, true));
  }, [data]);
  useEffect(() => {
    const picture = data === undefined ? null : frame.current;
    for (const gate of picture?.querySelectorAll('[data-gate]') ?? [])
      gate.toggleAttribute('data-marked', marked.includes(Number(gate.getAttribute('data-gate'))));
    picture?.toggleAttribute('data-marking', marked.length > 0);
  }, [data, marked]);
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  return <div ref={frame} className={styles['picture']} />;
}
