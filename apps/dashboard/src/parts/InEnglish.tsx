import type { ReactNode } from 'react';
import { useText } from '../text/language.tsx';

/** A sentence of the API, which speaks English: on a page in another language it is marked as such, and steps back. */
export function InEnglish({ children }: { children: ReactNode }) {
  const { language } = useText();
  if (language === 'en') return children;
  return (
    <span lang="en" className="foreign">
      {children}
    </span>
  );
}
