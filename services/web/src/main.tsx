import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/layout.css';
import './styles/list.css';
import './styles/overlays.css';
import './styles/subject.css';
import { applyTheme } from '@notes/page';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.tsx';

effect(applyTheme);

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
