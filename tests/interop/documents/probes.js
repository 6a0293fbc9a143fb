// What the judges of the page ask of it. Put in before the page's own script, so that what the page does can be
// recorded (the clipboard, what it says aloud) and waited for (its timers); it changes nothing that the page shows.
(() => {
  const { setTimeout: later, requestAnimationFrame: frame, cancelAnimationFrame: drop } = window;
  const judge = { copied: [], said: [], refuses: false };
  window.judge = judge;

  // The page's timers run in their order, one a turn, but nobody waits for them: what is due in three seconds runs
  // as soon as nothing is due before it.
  const due = [];
  let now = 0;
  let last = 0;
  let turning = false;
  const turn = () => {
    due.sort((a, b) => a.at - b.at || a.id - b.id);
    const next = due.shift();
    turning = due.length > 0;
    if (turning) later.call(window, turn, 0);
    if (!next) return;
    now = next.at;
    next.run();
  };
  window.setTimeout = (run, wait = 0, ...rest) => {
    const id = ++last;
    due.push({ id, at: now + Math.max(0, Number(wait) || 0), run: () => run(...rest) });
    if (!turning) later.call(window, turn, 0);
    turning = true;
    return id;
  };
  window.clearTimeout = (id) => {
    const at = due.findIndex((one) => one.id === id);
    if (at >= 0) due.splice(at, 1);
  };

  const frames = new Set();
  window.requestAnimationFrame = (run) => {
    const id = frame.call(window, (time) => {
      frames.delete(id);
      run(time);
    });
    frames.add(id);
    return id;
  };
  window.cancelAnimationFrame = (id) => {
    frames.delete(id);
    drop.call(window, id);
  };

  judge.settled = async () => {
    for (let calm = 0; calm < 3; calm = due.length || frames.size ? 0 : calm + 1) {
      await new Promise((done) => later.call(window, done, 0));
      document.getAnimations().forEach((one) => one.effect.getComputedTiming().endTime < Infinity && one.finish());
    }
    return true;
  };

  // the browser has laid out and drawn what there is, and scrolled to where the address leads
  judge.drawn = async () => {
    for (let n = 0; n < 2; n++) await new Promise((done) => frame.call(window, done));
    return judge.settled();
  };

  // go to another place of the page: this listener is the first, so it hears even what others keep to themselves
  let arrived = () => {};
  window.addEventListener('hashchange', () => arrived(), true);
  judge.go = (id) =>
    new Promise((done) => {
      arrived = done;
      location.hash = id;
    }).then(judge.drawn);

  const clipboard = {
    writeText: async (text) => {
      if (judge.refuses) throw new DOMException('refused', 'NotAllowedError');
      judge.copied.push(String(text));
    },
  };
  Object.defineProperty(Navigator.prototype, 'clipboard', { configurable: true, get: () => clipboard });

  const listen = () => {
    const aloud = document.getElementById('said');
    if (!aloud) return;
    const note = () => {
      const words = aloud.textContent.trim();
      if (words && aloud.isConnected && aloud.closest('[aria-live], [role=status], output')) judge.said.push(words);
    };
    new MutationObserver(note).observe(aloud, { childList: true, characterData: true, subtree: true });
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', listen);
  else listen();

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const shown = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const plain = (text) => text.replace(/\s+/g, ' ').trim();
  const name = (one) => {
    if (!one || one === document.body || one === document.documentElement) return '';
    const mark = one.id || one.dataset.cite || one.getAttribute('href') || plain(one.textContent).slice(0, 40);
    return `${one.localName} ${mark}`;
  };
  // for a defect: change all that was found, and tell whether there was any
  const change = (found, how) => {
    found.forEach(how);
    return found.length > 0;
  };
  const style = (rules) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets.push(sheet);
    return true;
  };
  Object.assign(judge, { all, shown, plain, name, change, style });

  judge.statements = () =>
    all('[data-statement]').map((one) => ({
      id: one.dataset.statement,
      party: one.dataset.party ?? null,
      shown: shown(one),
      text: plain(one.textContent),
    }));
  judge.rows = () =>
    all('tr[data-framework]').map((one) => ({
      framework: one.dataset.framework,
      strength: one.dataset.strength ?? null,
      party: one.dataset.party ?? null,
      shown: shown(one),
      statements: all('a[href^="#"]', one).map((link) => decodeURIComponent(link.getAttribute('href').slice(1))),
      text: plain(one.textContent),
    }));
  judge.entries = () => all('[data-statement], [data-answer], [data-framework], [data-entry]').filter(shown).length;
  judge.words = () =>
    all('p.words[data-id]').map((one) => ({ id: one.dataset.id, shown: shown(one), text: plain(one.textContent) }));
  judge.options = (id) => all(`#${id} option`).map((one) => one.value);
  judge.count = () => document.getElementById('count')?.textContent ?? null;
  judge.choose = (id, value) => {
    const one = document.getElementById(id);
    one.value = value;
    one.dispatchEvent(new Event('input', { bubbles: true }));
    one.dispatchEvent(new Event('change', { bubbles: true }));
    return one.value;
  };

  // all text that a reader can get at, less the controls that need a script
  judge.lines = () => {
    all('details').forEach((one) => (one.open = true));
    const controls = all('#filters, #count, #said, button').filter((one) => one.style.display !== 'none');
    controls.forEach((one) => (one.style.display = 'none'));
    const lines = document.body.innerText.split('\n').map(plain).filter(Boolean);
    controls.forEach((one) => (one.style.display = ''));
    return lines;
  };
  judge.deadControls = () => all('button, input, select').filter(shown).map(name);

  judge.broken = () => {
    const ids = all('[id]').map((one) => one.id);
    const known = new Set(ids);
    const links = all('a[href], area[href]').map((one) => one.getAttribute('href'));
    const inside = links.filter((href) => href.startsWith('#') && href !== '#');
    const ends = inside.filter((href) => !known.has(decodeURIComponent(href.slice(1))));
    const odd = links.filter((href) => !/^(#|https?:|mailto:)/.test(href));
    return {
      dangling: [...new Set(ends)],
      repeated: [...new Set(ids.filter((id, n) => ids.indexOf(id) !== n))],
      odd: [...new Set(odd)],
      inside: inside.length,
    };
  };
  const look = (one) => {
    const s = getComputedStyle(one);
    return [s.backgroundColor, s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor, s.color,
      s.textDecorationLine, s.textDecorationColor].join(';');
  };
  judge.target = async () => {
    const one = document.querySelector(':target');
    if (!one) return null;
    const box = one.getBoundingClientRect();
    const found = { id: one.id, shown: shown(one), inView: box.top >= -1 && box.top < window.innerHeight && box.height > 0 };
    const marked = look(one);
    await judge.go('judge-elsewhere');
    return { ...found, marked: marked !== look(one) };
  };

  const STOPS = 'a[href], area[href], button, input, select, textarea, summary, [tabindex]';
  judge.stops = () => all(STOPS).filter((one) => !one.disabled && one.tabIndex >= 0 && shown(one)).length;
  let passed = [];
  judge.fresh = () => (passed = []) && true;
  judge.here = () => {
    const one = document.activeElement;
    const last = passed[passed.length - 1];
    if (!one || one === document.body || one === document.documentElement) return null;
    const again = passed.includes(one);
    passed.push(one);
    const focused = look(one);
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    const ring = outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
    const box = one.getBoundingClientRect();
    one.blur();
    const changes = focused !== look(one);
    one.focus({ preventScroll: true });
    return {
      name: name(one),
      id: one.id,
      cite: one.matches('button.cite'),
      shown: shown(one) && box.width > 0 && box.height > 0,
      inView: box.bottom > 0 && box.top < window.innerHeight,
      ring: ring || changes,
      again,
      forward: !last || Boolean(last.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING),
    };
  };
  judge.citations = async () => {
    const copied = [];
    for (const one of all('button.cite')) {
      judge.copied = [];
      judge.said = [];
      one.click();
      await judge.settled();
      const owner = one.closest('[data-statement]')?.dataset.statement ?? null;
      copied.push({ cite: one.dataset.cite, owner, copied: judge.copied, said: judge.said });
    }
    return copied;
  };

  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[\d.]+/g).map(Number).slice(0, 3)
      .map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!/^rgba\(.*, 0\)$|^transparent$/.test(colour)) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  judge.colours = () =>
    [document.body, ...all('main p, main li, main td, main th, main dd')].filter(shown).map((one) => ({
      name: `${one.localName} “${plain(one.textContent).slice(0, 40)}”`,
      behind: luminance(behind(one)),
      text: luminance(getComputedStyle(one).color),
    }));

  judge.overflow = () => {
    const width = document.documentElement.clientWidth;
    const scrolls = (one) => {
      for (let at = one.parentElement; at && at !== document.body; at = at.parentElement)
        if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
      return false;
    };
    const wide = all('body *').filter((one) => shown(one) && one.getBoundingClientRect().right > width + 1 && !scrolls(one));
    return { width: document.scrollingElement.scrollWidth, room: width, wide: wide.slice(0, 5).map(name) };
  };
})();
