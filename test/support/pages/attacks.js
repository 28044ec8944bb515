// What a page of another origin can make its visitor's browser send: one POST to url each, with the visitor's cookies where the browser
// adds them. Run in the page.
const credentials = { method: 'POST', credentials: 'include' };
const text = { 'content-type': 'text/plain' };

function submit(document, url, { enctype = '', target = '_self', fields = {} } = {}) {
  const form = Object.assign(document.createElement('form'), { action: url, method: 'post', enctype, target });
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement('input'), { name, value }));
  }
  document.body.append(form);
  form.submit();
}

/** The fields of a text/plain form whose body is JSON: name=value, where the sign between them is inside a string. */
const asJson = (body) => ({ [`${body.slice(0, -1)}${body === '{}' ? '' : ','}"x":"`]: '"}' });

function frame(attributes) {
  const element = Object.assign(document.createElement('iframe'), attributes);
  document.body.append(element);
  return element;
}

globalThis.attacks = {
  'fetch without CORS, text that is JSON': (url, body) =>
    fetch(url, { ...credentials, mode: 'no-cors', headers: text, body }),
  'fetch without CORS, a blob that says it is JSON': (url, body) =>
    fetch(url, { ...credentials, mode: 'no-cors', body: new Blob([body], { type: 'application/json' }) }),
  'fetch without CORS, no body': (url) => fetch(url, { ...credentials, mode: 'no-cors' }),
  'fetch that outlives its page': (url, body) =>
    fetch(url, { ...credentials, mode: 'no-cors', keepalive: true, headers: text, body }),
  'fetch with CORS, text': (url, body) => fetch(url, { ...credentials, headers: text, body }),
  'fetch with CORS, no body': (url) => fetch(url, credentials),
  'XMLHttpRequest with credentials': (url, body) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.withCredentials = true;
    request.send(body);
  },
  'fetch with CORS, JSON': (url, body) =>
    fetch(url, { ...credentials, headers: { 'content-type': 'application/json' }, body }),
  'fetch with CORS, a header that asks': (url) => fetch(url, { ...credentials, headers: { 'x-requested-with': 'x' } }),
  'beacon, text that is JSON': (url, body) => navigator.sendBeacon(url, body),
  'beacon, JSON': (url, body) => navigator.sendBeacon(url, new Blob([body], { type: 'application/json' })),
  'ping of a link': (url) => {
    const link = Object.assign(document.createElement('a'), { href: '#', ping: url });
    document.body.append(link);
    link.click();
  },
  'form, as usual': (url, body) => submit(document, url, { fields: JSON.parse(body) }),
  'form, without fields': (url) => submit(document, url),
  'form, text that is JSON': (url, body) => submit(document, url, { enctype: 'text/plain', fields: asJson(body) }),
  'form, of several parts': (url, body) =>
    submit(document, url, { enctype: 'multipart/form-data', fields: JSON.parse(body) }),
  'form, into a new window': (url, body) => submit(document, url, { target: '_blank', fields: JSON.parse(body) }),
  'form, into a frame': (url, body) => {
    frame({ name: 'inner' });
    submit(document, url, { target: 'inner', fields: JSON.parse(body) });
  },
  'form, of a page that hides where it is': (url, body) => {
    document.head.append(Object.assign(document.createElement('meta'), { name: 'referrer', content: 'no-referrer' }));
    submit(document, url, { fields: JSON.parse(body) });
  },
  'form, of a page without an address': (url, body) => {
    const inner = frame({ src: 'about:blank' });
    submit(inner.contentDocument, url, { enctype: 'text/plain', fields: asJson(body) });
  },
  'form, of a sandboxed frame': (url) => {
    const html = `<form method=post action="${url}"></form><script>document.forms[0].submit()</script>`;
    frame({ sandbox: 'allow-scripts allow-forms', srcdoc: html });
  },
  'fetch, of a sandboxed frame': (url) => {
    const html = `<script>fetch("${url}", { method: "POST", credentials: "include", mode: "no-cors" })</script>`;
    frame({ sandbox: 'allow-scripts', srcdoc: html });
  },
  'form, redirected with its body': (url, body) =>
    submit(document, `/bounce?to=${encodeURIComponent(url)}`, { fields: JSON.parse(body) }),
  'fetch, redirected with its body': (url, body) =>
    fetch(`/bounce?to=${encodeURIComponent(url)}`, { ...credentials, mode: 'no-cors', headers: text, body }),
};
