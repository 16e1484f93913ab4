import { useEffect, useState } from 'react';

/** The time, as often as a moving bar needs it; it stands still while nothing moves. */
export function useNow(isMoving: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isMoving) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 200);
    return () => clearInterval(timer);
  }, [isMoving]);
  return now;
}
