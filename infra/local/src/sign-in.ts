import { runningApi } from './address.ts';
import { signInAddress } from './sign-in-address.ts';
import { complain } from './terminal.ts';

try {
  console.log(await signInAddress(runningApi()));
} catch (error) {
  complain(error);
  process.exitCode = 1;
}
