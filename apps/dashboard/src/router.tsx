import { createBrowserRouter } from 'react-router';
import { AgentsPage } from './pages/AgentsPage.tsx';
import { KeysPage } from './pages/KeysPage.tsx';
import { NewReadingPage } from './pages/NewReadingPage.tsx';
import { NotFound, PageFailed } from './pages/NotFound.tsx';
import { OverviewPage } from './pages/OverviewPage.tsx';
import { ReadingPage } from './pages/ReadingPage.tsx';
import { RunPage } from './pages/RunPage.tsx';
import { RunsPage } from './pages/RunsPage.tsx';
import { UsagePage } from './pages/UsagePage.tsx';
import { Home } from './shell/Home.tsx';
import { Shell } from './shell/Shell.tsx';
import { SignedIn } from './shell/SignedIn.tsx';

export const router = createBrowserRouter(
  [
    {
      element: (
        <SignedIn>
          <Shell />
        </SignedIn>
      ),
      errorElement: <PageFailed />,
      children: [
        { index: true, element: <Home /> },
        { path: 'sign-in', element: <Home /> },
        { path: 'new', element: <NewReadingPage /> },
        { path: 'overview', element: <OverviewPage /> },
        { path: 'runs', element: <RunsPage /> },
        { path: 'runs/:id', element: <RunPage /> },
        { path: 'readings/:id', element: <ReadingPage /> },
        { path: 'agents', element: <AgentsPage /> },
        { path: 'usage', element: <UsagePage /> },
        { path: 'keys', element: <KeysPage /> },
        { path: '*', element: <NotFound /> },
      ],
    },
  ],
  { basename: '/app' },
);
