import { Button, PasswordInput } from '@mantine/core';
import { NotAuthorized } from '@taktstock/client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Logo } from '../parts/Logo.tsx';
import { useFailureText } from '../parts/States.tsx';
import { signInAs } from '../session.ts';
import { useText } from '../text/language.tsx';
import styles from './SignInPage.module.css';

/** The way in for whoever has no link: an API key, tried before it is kept. */
export function SignInPage({ isLinkSpent }: { isLinkSpent: boolean }) {
  const { t } = useText();
  const [key, setKey] = useState('');
  const signingIn = useMutation({ mutationFn: () => signInAs(key.trim()) });
  const { error } = signingIn;
  const { title, text } = useFailureText(error);
  const isRefused = error instanceof NotAuthorized && error.status === 401;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signingIn.mutate();
  };

  return (
    <main className={styles['page']}>
      <form className={styles['card']} onSubmit={submit}>
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
          required
          withAsterisk={false}
          value={key}
          error={error === null ? undefined : isRefused ? t('keyRefused') : (text ?? title)}
          onChange={({ currentTarget }) => {
            setKey(currentTarget.value);
            signingIn.reset();
          }}
        />
        <Button type="submit" loading={signingIn.isPending} fullWidth>
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
