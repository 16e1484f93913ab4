import type { ReactNode } from 'react';

/** What may be wider than the screen; whoever has no mouse must be able to move it too. */
export function Scroll({
  label,
  className = '',
  children,
}: {
  label: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className={`scroll ${className}`} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

/** A part of a page with its heading; `flush` lets a table reach the edges. */
export function Panel({
  title,
  aside,
  flush = false,
  className = '',
  children,
}: {
  title: string;
  aside?: ReactNode;
  flush?: boolean;
  className?: string | undefined;
  children: ReactNode;
}) {
  return (
    <section className={`panel ${className}`}>
      <header>
        <h2>{title}</h2>
        {aside}
      </header>
      {flush ? <Scroll label={title}>{children}</Scroll> : <div className="body">{children}</div>}
    </section>
  );
}
