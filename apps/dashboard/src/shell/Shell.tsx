import { Burger, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link, NavLink, Outlet, useLocation } from 'react-router';
import { Logo } from '../parts/Logo.tsx';
import { caller } from '../queries.ts';
import { signOut } from '../session.ts';
import type { Word } from '../text/en.ts';
import { useText } from '../text/language.tsx';
import styles from './Shell.module.css';
import { useMayWrite } from './useMayWrite.ts';
import { useSystem } from './useSystem.ts';

const PAGES: readonly { to: string; word: Word; adminsOnly?: true }[] = [
  { to: '/overview', word: 'overview' },
  { to: '/runs', word: 'runs' },
  { to: '/agents', word: 'agents' },
  { to: '/usage', word: 'usage' },
  { to: '/keys', word: 'keys', adminsOnly: true },
];

/** What every page stands in: the ways to the others, and who is looking. */
export function Shell() {
  const { t, language, setLanguage } = useText();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const { data: me } = useQuery(caller());
  const mayWrite = useMayWrite();
  const [isOpen, { toggle, close }] = useDisclosure();
  const { pathname } = useLocation();
  const isLive = useSystem(me);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of page closes the menu
  useEffect(close, [pathname]);
  useHotkeys([['Escape', close]], []); // in fields as well

  return (
    <div className={styles['shell']}>
      <a href="#content" className={styles['skip']}>
        {t('skip')}
      </a>
      <header className={styles['bar']} data-open={isOpen || undefined}>
        <Link to="/" className={styles['brand']} aria-label="Taktstock">
          <Logo />
        </Link>
        <Burger
          className={styles['burger']}
          size="sm"
          opened={isOpen}
          onClick={toggle}
          aria-label={t('menu')}
          aria-expanded={isOpen}
        />
        <nav className={styles['nav']} aria-label={t('menu')}>
          {mayWrite && (
            <NavLink to="/new" className={styles['order']!}>
              {t('newReading')}
            </NavLink>
          )}
          {PAGES.filter(({ adminsOnly }) => !adminsOnly || me?.role === 'admin').map(({ to, word }) => (
            <NavLink key={to} to={to} className={styles['link']!}>
              {t(word)}
            </NavLink>
          ))}
        </nav>
        <div className={styles['foot']}>
          <button type="button" onClick={() => setLanguage(language === 'de' ? 'en' : 'de')}>
            {t('language')}
          </button>
          <button type="button" onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}>
            {t(scheme === 'dark' ? 'light' : 'dark')}
          </button>
          <a href="/docs" target="_blank" rel="noreferrer">
            {t('apiDocs')}
          </a>
          <button type="button" onClick={() => void signOut().catch(() => {})}>
            {t('signOut')}
          </button>
          <span className={styles['who']}>
            <i data-live={isLive || undefined} />
            {me === undefined ? ' ' : `${me.owner}, ${me.role}`}
          </span>
        </div>
      </header>
      <main id="content" className={styles['content']} tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  );
}
