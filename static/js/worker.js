/* Keeps the crew's pages on the phone: the shell of this version, and for one person at a time the pages of their open jobs.
   Whose a page is says its header X-Person; another person's page, or the way to the sign-in page, sends all others off.
   The queue of what was done lies elsewhere (queue.js) and is not touched here. */
(function () {
  'use strict';
  var SHELL = 'shell-' + self.told.version;
  var PAGES = 'pages-';
  var PATIENCE = 4000;
  var PAGE = /^\/m\/(?:t\/[^/]+\/(?:sheets?\/[^/]+\/|visit\/)?)?$/;

  self.addEventListener('install', function (event) {
    event.waitUntil(caches.open(SHELL).then(function (box) { return box.addAll(self.told.shell); }).then(function () { return self.skipWaiting(); }));
  });

  self.addEventListener('activate', function (event) {
    event.waitUntil(caches.keys().then(function (names) {
      return Promise.all(names.map(function (name) {
        return name.indexOf('shell-') === 0 && name !== SHELL ? caches.delete(name) : null;
      }));
    }).then(function () { return self.clients.claim(); }));
  });

  function forget(but) {
    return caches.keys().then(function (names) {
      return Promise.all(names.map(function (name) {
        return name.indexOf(PAGES) === 0 && name !== but ? caches.delete(name) : null;
      }));
    });
  }

  function mine() {
    return caches.keys().then(function (names) {
      return names.filter(function (name) { return name.indexOf(PAGES) === 0; })[0] || '';
    });
  }

  /* A page is kept with the phone's time at which it came: what it says of time can be carried on from there. */
  function kept(answer, version) {
    return answer.text().then(function (text) {
      var headers = new Headers(answer.headers);
      ['content-encoding', 'content-length', 'set-cookie'].forEach(function (name) { headers.delete(name); });
      headers.set('X-Came', String(Date.now()));
      headers.set('X-Version', version || '');
      return new Response(text, {status: 200, headers: headers});
    });
  }

  function keep(path, answer, version) {
    var person = answer.headers.get('X-Person');
    if (!answer.ok || answer.redirected || !person) return Promise.resolve();
    return forget(PAGES + person).then(function () { return caches.open(PAGES + person); }).then(function (box) {
      return kept(answer, version).then(function (page) { return box.put(path, page); });
    });
  }

  function shown(page) {
    return page.text().then(function (text) {
      var told = /data-now="([^"]*)"/.exec(text);
      var came = Number(page.headers.get('X-Came'));
      var now = told ? Date.parse(told[1]) + (Date.now() - came) : NaN;
      var late = isNaN(now) ? text : text.replace(told[0], 'data-now="' + new Date(now).toISOString() + '" data-kept="' + told[1] + '"');
      return new Response(late, {status: 200, headers: page.headers});
    });
  }

  function fromPhone(path) {
    return mine().then(function (name) {
      if (!name) return null;
      return caches.open(name).then(function (box) { return box.match(path); }).then(function (page) { return page ? shown(page) : null; });
    });
  }

  function nothing() {
    return new Response('离线，这一页没有存在手机上。请联网后重试。 Offline: this page is not kept on the phone.', {status: 503, headers: {'Content-Type': 'text/plain; charset=utf-8'}});
  }

  function fromHouse(request, path) {
    return fetch(request).then(function (answer) {
      if (answer.type === 'opaqueredirect') return forget('').then(function () { return answer; });
      if (answer.ok) keep(path, answer.clone());
      return answer;
    });
  }

  /* The house first; where it does not answer in time, what is kept, and if nothing is, whatever comes. */
  function page(request, path) {
    var house = fromHouse(request, path);
    var late = new Promise(function (done) { setTimeout(done, PATIENCE); }).then(function () { return fromPhone(path); });
    return Promise.race([house, late.then(function (found) { return found || house; })]).catch(function () {
      return fromPhone(path).then(function (found) { return found || nothing(); });
    });
  }

  self.addEventListener('fetch', function (event) {
    var request = event.request;
    var url = new URL(request.url);
    if (request.method !== 'GET' || url.origin !== self.location.origin) return;
    if (self.told.shell.indexOf(url.pathname) >= 0) {
      event.respondWith(caches.match(url.pathname).then(function (found) { return found || fetch(request); }));
    } else if (request.mode === 'navigate' && PAGE.test(url.pathname)) {
      event.respondWith(page(request, url.pathname));
    }
  });

  function renew(box, path, version) {
    return box.match(path).then(function (page) {
      if (page && version && page.headers.get('X-Version') === version) return null;
      return fetch(path, {credentials: 'same-origin', redirect: 'manual'}).then(function (answer) { return keep(path, answer, version); });
    }).catch(function () { /* the next look may reach the house again */ });
  }

  /* Exactly these pages, each in this version: jobs that are over leave the phone. */
  function keepAll(person, wanted) {
    return caches.open(PAGES + person).then(function (box) {
      var paths = wanted.map(function (one) { return one.path; });
      return box.keys().then(function (there) {
        return Promise.all(there.map(function (request) {
          var path = new URL(request.url).pathname;
          return path !== '/m/' && paths.indexOf(path) < 0 ? box.delete(request) : null;
        }));
      }).then(function () {
        return wanted.reduce(function (before, one) {
          return before.then(function () { return renew(box, one.path, one.version); });
        }, Promise.resolve());
      });
    });
  }

  self.addEventListener('message', function (event) {
    var told = event.data || {};
    var done = event.ports && event.ports[0] ? function () { event.ports[0].postMessage('done'); } : function () {};
    if (told.forget) event.waitUntil(forget('').then(done));
    if (told.keep) event.waitUntil(forget(PAGES + told.person).then(function () { return keepAll(told.person, told.keep); }).then(done));
  });
})();
