import { Navigate } from 'react-router';
import { useMayWrite } from './useMayWrite.ts';

/** Where a visit begins: at something to do, or at something to see for whoever may only look. */
export function Home() {
  return <Navigate to={useMayWrite() ? '/new' : '/overview'} replace />;
}
