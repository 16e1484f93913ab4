import { Button, CopyButton, Select, TextInput } from '@mantine/core';
import type { Answered, BodyOf } from '@taktstock/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Head } from '../parts/Head.tsx';
import { Panel, Scroll } from '../parts/Panel.tsx';
import { Failure, Refusal } from '../parts/States.tsx';
import { caller, keys } from '../queries.ts';
import { client } from '../session.ts';
import { useText } from '../text/language.tsx';
import styles from './KeysPage.module.css';

type Key = Answered<'listKeys'>['keys'][number];
type Role = BodyOf<'createKey'>['role'];
const ROLES: Role[] = ['service', 'viewer', 'operator', 'admin', 'voter:ceo', 'voter:dao'];

/** API keys: made, shown once, revoked. */
export function KeysPage() {
  const { t } = useText();
  const { data, error, refetch } = useQuery(keys());
  const { data: me } = useQuery(caller());
  if (error !== null && data === undefined) return <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <Head title={t('keys')} lead={t('keysLead')} />
      <div className={styles['stack']}>
        <NewKey />
        <Scroll label={t('keys')} className="panel">
          <table className="table">
            <thead>
              <tr>
                <th>{t('name')}</th>
                <th className="extra">{t('owner')}</th>
                <th>{t('role')}</th>
                <th>{t('status')}</th>
                <th className="extra">{t('created')}</th>
                <th aria-label={t('revoke')} />
              </tr>
            </thead>
            <tbody>
              {(data?.keys ?? []).map((key) => (
                <KeyRow key={key.id} apiKey={key} isOwn={key.id === me?.keyId} />
              ))}
            </tbody>
          </table>
        </Scroll>
      </div>
    </>
  );
}

/** `isOwn`: whoever looks has signed in with this key, and leaves with it. */
function KeyRow({ apiKey, isOwn }: { apiKey: Key; isOwn: boolean }) {
  const { id, name, owner, role, live, revokedAt, createdAt } = apiKey;
  const { t, day } = useText();
  const queryClient = useQueryClient();
  const [isSure, setSure] = useState(false);
  const revoke = useMutation({
    mutationFn: () => client.api.revokeKey({ path: { id } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['keys'] }),
  });
  return (
    <tr>
      <td>
        {name} <span className="quiet mono extra">{id}</span>
      </td>
      <td className="extra">{owner}</td>
      <td>{role}</td>
      <td className={live ? '' : 'quiet'}>{t(live ? 'active' : revokedAt === null ? 'expired' : 'revoked')}</td>
      <td className="quiet extra">{day(createdAt)}</td>
      <td className="right">
        {live && (
          <Button
            size="compact-xs"
            color="red"
            variant={isSure ? 'filled' : 'subtle'}
            loading={revoke.isPending}
            onClick={() => (isSure ? revoke.mutate() : setSure(true))}
            onBlur={() => setSure(false)}
          >
            {t(!isSure ? 'revoke' : isOwn ? 'revokeOwn' : 'revokeSure')}
          </Button>
        )}
        {revoke.error !== null && <Refusal error={revoke.error} className={styles['refusal']} />}
      </td>
    </tr>
  );
}

function NewKey() {
  const { t } = useText();
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [owner, setOwner] = useState('');
  const [role, setRole] = useState<Role>('service');
  const create = useMutation({
    mutationFn: () => client.api.createKey({ body: { name, owner, role } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['keys'] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Panel title={t('createKey')}>
      {create.data !== undefined ? (
        <div className={styles['created']} role="status">
          <p>{t('keyCreated')}</p>
          <code>{create.data.token}</code>
          <CopyButton value={create.data.token}>
            {({ copied, copy }) => <Button onClick={copy}>{t(copied ? 'copied' : 'copy')}</Button>}
          </CopyButton>
          <Button variant="default" onClick={() => create.reset()}>
            {t('done')}
          </Button>
        </div>
      ) : (
        <form className={styles['form']} onSubmit={submit}>
          <TextInput
            label={t('name')}
            required
            withAsterisk={false}
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <TextInput
            label={t('owner')}
            required
            withAsterisk={false}
            value={owner}
            onChange={({ currentTarget }) => setOwner(currentTarget.value)}
          />
          <Select
            label={t('role')}
            data={ROLES}
            value={role}
            allowDeselect={false}
            onChange={(value) => setRole((value ?? 'service') as Role)}
          />
          <Button type="submit" loading={create.isPending}>
            {t('createKey')}
          </Button>
          {create.error !== null && <Refusal error={create.error} className={styles['refusal']} />}
        </form>
      )}
    </Panel>
  );
}
