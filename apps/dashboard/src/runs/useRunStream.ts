import { LiveText, type RunFrame } from '@taktstock/client';
import { useEffect, useRef, useState } from 'react';
import { queryClient } from '../queries.ts';
import { client } from '../session.ts';

export type RunText = {
  /** What has been written of a step so far. */
  of(step: string): string;
  /** The step that was begun last. */
  current: string | null;
  /** Attempts that began to write a step anew after another had written some of it. */
  isReplaced: boolean;
  isConnected: boolean;
  /** When the first piece of text was written, by the clock of the server (epoch ms); null before. */
  firstTextAt: number | null;
  /** Counts what has happened, so that whoever depends on it notices. */
  beats: number;
};

/** What the server says about a run has changed. */
const refresh = (runId: string) => {
  void queryClient.invalidateQueries({ queryKey: ['run', runId] });
};

/** Follows a run over the one WebSocket of this page, from its beginning; `round` begins again, as after a manual retry. */
export function useRunStream(runId: string, round: number): RunText {
  const live = useRef(new LiveText());
  const drawing = useRef(0);
  const [beats, setBeats] = useState(0);
  const [isConnected, setConnected] = useState(true);
  const firstTextAt = useRef<number | null>(null);
  const lost = useRef(new Set<string>());
  const [isReplaced, setReplaced] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a further round begins again
  useEffect(() => {
    const leaving = new AbortController();
    live.current = new LiveText();
    firstTextAt.current = null;
    lost.current = new Set();
    setReplaced(false);
    // Many frames come in one tick of the display; it is drawn once.
    const draw = () => {
      drawing.current ||= requestAnimationFrame(() => {
        drawing.current = 0;
        setBeats((n) => n + 1);
      });
    };
    const take = (frame: RunFrame) => {
      if (frame.type === 'run_requeued')
        lost.current = new Set(live.current.steps.filter((step) => isHalf(live.current, step)));
      if (frame.type === 'text_started') setReplaced(lost.current.has(frame.payload.step));
      if (live.current.add(frame) !== '') firstTextAt.current ??= Date.parse(frame.timestamp);
      if ('id' in frame && frame.type !== 'text_appended') refresh(runId);
      draw();
    };
    const follow = async () => {
      const onConnection = (state: 'connected' | 'lost') => setConnected(state === 'connected');
      const frames = client.run(runId).stream({ signal: leaving.signal, transport: 'websocket', onConnection });
      for await (const frame of frames) take(frame);
      refresh(runId);
      void queryClient.invalidateQueries({ queryKey: ['reading', runId] });
    };
    // That there is no such run is said by the page, which asks for it as well.
    follow().catch(() => {});
    return () => {
      leaving.abort();
      cancelAnimationFrame(drawing.current);
      drawing.current = 0;
    };
  }, [runId, round]);

  return {
    of: (step) => live.current.of(step),
    current: live.current.steps.at(-1) ?? null,
    isReplaced,
    isConnected,
    firstTextAt: firstTextAt.current,
    beats,
  };
}

const isHalf = (text: LiveText, step: string): boolean => text.of(step) !== '' && !text.isAccepted(step);
