import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Logo } from '../parts/Logo.tsx';
import { keepToken } from '../session.ts';
import { useText } from '../text/language.tsx';
import styles from './SignInPage.module.css';

/** The way in for whoever has no link: an API key, tried before it is kept. */
export function SignInPage({ isLinkSpent }: { isLinkSpent: boolean }) {
  const { t } = useText();
  const [key, setKey] = useState('');
  const [isRefused, setRefused] = useState(false);
  const [isBusy, setBusy] = useState(false);

  async function signIn(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    const headers = { authorization: `Bearer ${key.trim()}` };
    const answer = await fetch('/sessions/current', { headers }).catch(() => null);
    setBusy(false);
    if (answer?.ok) keepToken(key.trim());
    else setRefused(true);
  }

  return (
    <main className={styles['page']}>
      <form className={styles['card']} onSubmit={signIn}>
        <Logo />
        <h1>{t('signInTitle')}</h1>
        {isLinkSpent && (
          <p role="alert" className={styles['spent']}>
            <Marked text={t('linkSpent')} />
          </p>
        )}
        <p className="lead">
          <Marked text={t('signInText')} />
        </p>
        <PasswordInput
          label={t('apiKey')}
          description={t('keyKept')}
          placeholder="tkt_…"
          autoComplete="off"
          value={key}
          error={isRefused ? t('keyRefused') : undefined}
          onChange={({ currentTarget }) => {
            setKey(currentTarget.value);
            setRefused(false);
          }}
        />
        <Button type="submit" loading={isBusy} disabled={key.trim() === ''} fullWidth>
          {t('signIn')}
        </Button>
      </form>
    </main>
  );
}

/** A sentence whose `commands` stand out. */
function Marked({ text }: { text: string }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence have no other name
  return text.split('`').map((part, n) => (n % 2 === 0 ? part : <code key={n}>{part}</code>));
}
