import styles from './Logo.module.css';

/** The baton, and the name. */
export function Logo() {
  return (
    <span className={styles['logo']}>
      <svg viewBox="0 0 24 24" width="26" height="26" aria-hidden="true">
        <rect width="24" height="24" rx="6" className={styles['ground']} />
        <path d="M6.6 17.4 18 6" className={styles['stick']} />
        <circle cx="6.8" cy="17.2" r="2.3" className={styles['grip']} />
      </svg>
      Taktstock
    </span>
  );
}
