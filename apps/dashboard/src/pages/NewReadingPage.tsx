import { Button, Checkbox, Select, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { Code } from '../parts/Code.tsx';
import { Head } from '../parts/Head.tsx';
import { Panel } from '../parts/Panel.tsx';
import { Empty, Failure, Refusal } from '../parts/States.tsx';
import { agents } from '../queries.ts';
import { ChartPicture } from '../readings/ChartPicture.tsx';
import { Facts } from '../readings/Facts.tsx';
import { birthOf, bodyOf, emptyOrder, exampleOrder, missingIn, type Needed, type Order } from '../readings/order.ts';
import { PlaceField } from '../readings/PlaceField.tsx';
import { orderSnippets } from '../readings/snippets.ts';
import { client } from '../session.ts';
import { useMayWrite } from '../shell/useMayWrite.ts';
import { useText } from '../text/language.tsx';
import styles from './NewReadingPage.module.css';

const DEPTHS = ['basic', 'advanced', 'professional'] as const;
const STYLES = ['auto', 'klar', 'direkt', 'ruhig', 'empathisch'] as const;
const TYPING_MS = 400;

/** Where readings are ordered, or what is needed for that. */
export function NewReadingPage() {
  const { t } = useText();
  if (useMayWrite()) return <Ordering />;
  return (
    <>
      <Head title={t('newReading')} lead={t('newReadingLead')} />
      <div className="panel">
        <Empty title={t('mayNotOrder')}>
          <p>{t('forbidden')}</p>
        </Empty>
      </div>
    </>
  );
}

/** The form, and the chart as soon as the birth is known. */
function Ordering() {
  const { t, language } = useText();
  const navigate = useNavigate();
  const [order, setOrder] = useState(() => emptyOrder(language));
  const set = (part: Partial<Order>) => setOrder((before) => ({ ...before, ...part }));
  const { data: fleet } = useQuery(agents());
  const body = bodyOf(order);
  const [isTried, setTried] = useState(false);
  const missing = missingIn(order);
  const faultOf = (part: Needed) => (isTried && missing.includes(part) ? t(`missing_${part}`) : undefined);
  const ordering = useMutation({
    mutationFn: () => client.execute(body!),
    onSuccess: ({ runId }) => navigate(`/runs/${runId}`),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    const [first] = missing;
    if (first === undefined) ordering.mutate();
    else (event.currentTarget.elements.namedItem(first) as HTMLElement).focus();
  };

  return (
    <>
      <Head title={t('newReading')} lead={t('newReadingLead')}>
        <Button variant="default" onClick={() => setOrder(exampleOrder(language))}>
          {t('example')}
        </Button>
      </Head>
      <div className={styles['columns']}>
        <form className={`panel ${styles['form']}`} onSubmit={submit}>
          <fieldset>
            <legend>{t('birth')}</legend>
            <div className={styles['pair']}>
              <TextInput
                type="date"
                name="date"
                error={faultOf('date')}
                label={t('date')}
                min="1800-01-01"
                max="2100-01-01"
                value={order.date}
                onChange={({ currentTarget }) => set({ date: currentTarget.value })}
              />
              <TextInput
                type="time"
                name="time"
                error={faultOf('time')}
                label={t('time')}
                disabled={order.isTimeUnknown}
                value={order.isTimeUnknown ? '' : order.time}
                onChange={({ currentTarget }) => set({ time: currentTarget.value })}
              />
            </div>
            <Checkbox
              size="xs"
              label={t('timeUnknown')}
              checked={order.isTimeUnknown}
              onChange={({ currentTarget }) => set({ isTimeUnknown: currentTarget.checked })}
            />
            <PlaceField value={order.place} error={faultOf('place')} onChange={(place) => set({ place })} />
          </fieldset>
          <fieldset>
            <legend>{t('theReading')}</legend>
            <Textarea
              label={t('question')}
              placeholder={t('questionHint')}
              rows={2}
              maxLength={2_000}
              value={order.question}
              onChange={({ currentTarget }) => set({ question: currentTarget.value })}
            />
            <Select
              label={t('agent')}
              allowDeselect={false}
              value={order.agent}
              data={[
                { value: 'auto', label: t('agentAuto') },
                ...(fleet?.agents ?? []).map(({ id, name }) => ({ value: id, label: name })),
              ]}
              onChange={(agent) => set({ agent: agent ?? 'auto' })}
            />
            <div className={styles['triple']}>
              <Select
                label={t('depth')}
                allowDeselect={false}
                value={order.depth}
                data={DEPTHS.map((value) => ({ value, label: t(`depth_${value}`) }))}
                onChange={(depth) => set({ depth: depth as Order['depth'] })}
              />
              <Select
                label={t('style')}
                allowDeselect={false}
                value={order.style}
                data={STYLES.map((value) => ({ value, label: t(`style_${value}`) }))}
                onChange={(style) => set({ style: style ?? 'auto' })}
              />
              <Select
                label={t('locale')}
                allowDeselect={false}
                value={order.locale}
                data={(['de', 'en'] as const).map((value) => ({ value, label: t(`locale_${value}`) }))}
                onChange={(locale) => set({ locale: locale as Order['locale'] })}
              />
            </div>
          </fieldset>
          {ordering.error !== null && <Refusal error={ordering.error} className={styles['refusal']} />}
          <Button type="submit" size="md" loading={ordering.isPending}>
            {t('start')}
          </Button>
        </form>
        <ChartBeside order={order} />
      </div>
      {body !== null && (
        <div className={styles['code']}>
          <Code title={t('sameInCode')} snippets={orderSnippets(body)} />
        </div>
      )}
    </>
  );
}

/** The chart of the birth in the form. */
function ChartBeside({ order }: { order: Order }) {
  const { t } = useText();
  const birth = birthOf(order);
  const asText = birth === null ? '' : JSON.stringify(birth);
  const [settled] = useDebouncedValue(asText, TYPING_MS);
  const asked = useMemo(() => (settled === '' ? null : JSON.parse(settled)), [settled]);
  const { data, error } = useQuery({
    queryKey: ['chart', settled],
    queryFn: ({ signal }) => client.api.calculateChart({ body: asked }, { signal }),
    enabled: asked !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Panel title={t('chart')} className={styles['chart']}>
      {asked === null ? (
        <div className={styles['empty']}>
          <p>{t('chartEmpty')}</p>
        </div>
      ) : error !== null ? (
        <Failure error={error} />
      ) : data === undefined ? (
        <div className={styles['empty']} />
      ) : (
        <>
          <ChartPicture chartId={data.chartId} />
          <Facts chart={data.chart} />
        </>
      )}
    </Panel>
  );
}
