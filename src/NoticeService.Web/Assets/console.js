// Follows the page: each event's type is an element's id, its data the element's new content. The page works without it.
const status = document.getElementById('status');
const connection = document.getElementById('connection');
const staleAfter = Number(status.dataset.staleAfterMs);
const clock = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const full = new Intl.DateTimeFormat([], { dateStyle: 'full', timeStyle: 'long' });

// The ages in the page count from here; the reader's own clock may be wrong.
let heard = performance.now();
let lost = false;

function localise(root) {
  for (const time of root.querySelectorAll('time[data-local]')) {
    const at = new Date(time.dateTime);
    time.textContent = clock.format(at);
    time.title = full.format(at);
  }
}

function age(ms) {
  const seconds = Math.floor(ms / 1000);
  const two = (large, unit, small, smaller) => `${large.toLocaleString('en')} ${unit}${small ? ` ${small} ${smaller}` : ''}`;
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return two(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  return two(Math.floor(seconds / 3600), 'h', Math.floor(seconds % 3600 / 60), 'min');
}

// Changes only what differs, so that focus, selection and opened details stay.
function morph(from, to) {
  const keyed = new Map();
  for (const child of from.children) {
    if (child.dataset.key) keyed.set(child.dataset.key, child);
  }
  // What has gone goes first, so that its neighbours stay where they are: an element that is moved loses the focus.
  const kept = new Set(Array.from(to.children, child => child.dataset.key));
  for (const [key, child] of keyed) {
    if (!kept.has(key)) child.remove();
  }
  let old = from.firstChild;
  for (const fresh of [...to.childNodes]) {
    const key = fresh.dataset?.key;
    if (key && keyed.has(key) && keyed.get(key) !== old) {
      from.insertBefore(keyed.get(key), old);
      old = keyed.get(key);
    }
    const match = old && old.nodeName === fresh.nodeName && (!key || old.dataset.key === key);
    if (!match) {
      from.insertBefore(fresh, old);
      continue;
    }
    const next = old.nextSibling;
    if (fresh.nodeType === Node.ELEMENT_NODE) {
      attributes(old, fresh);
      morph(old, fresh);
    } else if (old.nodeValue !== fresh.nodeValue) {
      old.nodeValue = fresh.nodeValue;
    }
    old = next;
  }
  while (old) {
    const next = old.nextSibling;
    old.remove();
    old = next;
  }
}

function attributes(old, fresh) {
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    const opened = name === 'open' && old.nodeName === 'DETAILS';
    if (!opened && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
}

// Where a table goes on to the right of what is seen.
function hint(region) {
  region.classList.toggle('more', region.scrollLeft + region.clientWidth < region.scrollWidth - 1);
}

function hints() {
  document.querySelectorAll('.scroll').forEach(hint);
}

function show(id, html) {
  const target = document.getElementById(id);
  const parsed = document.createElement('template');
  parsed.innerHTML = html;
  localise(parsed.content);
  morph(target, parsed.content);
  hints();
}

function tick() {
  const since = performance.now() - heard;
  for (const element of status.querySelectorAll('[data-age-ms]')) {
    element.textContent = age(Number(element.dataset.ageMs) + since);
  }
  const stale = since > staleAfter;
  document.documentElement.classList.toggle('stale', stale || status.querySelector('[data-stale]') !== null);
  const text = stale
    ? `Stale. ${lost ? 'The connection to the service is lost' : 'The service is silent'} since ${clock.format(new Date(Date.now() - since))}: this page shows how it was then.`
    : '';
  if (connection.textContent !== text) {
    connection.textContent = text;
    connection.hidden = !stale;
  }
}

function follow() {
  const events = new EventSource('/now/events');
  for (const element of document.querySelectorAll('[data-live]')) {
    events.addEventListener(element.id, event => {
      lost = false;
      if (element.id === 'status') heard = performance.now();
      show(element.id, event.data);
      tick();
    });
  }
  events.addEventListener('error', () => {
    lost = true;
    // A refusal closes it for good: then try again ourselves.
    if (events.readyState === EventSource.CLOSED) setTimeout(follow, 5000);
  });
}

localise(document);
hints();
addEventListener('resize', hints);
// It does not bubble.
document.addEventListener('scroll', event => {
  if (event.target instanceof Element && event.target.classList.contains('scroll')) hint(event.target);
}, { capture: true, passive: true });
tick();
setInterval(tick, 1000);
follow();
