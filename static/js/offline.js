/* What waits on the phone, said at the top of the page; when it goes out; which pages the phone keeps; and leaving with
   steps unsent. The queue itself: queue.js. */
(function () {
  'use strict';
  var desk = window.desk;
  var queue = desk.queue;
  var EVERY = 30000;
  var meta = document.querySelector('meta[name="phone"]');
  var words = meta ? meta.dataset : {};
  var leaving = null;
  var opened = false;

  desk.phoneWord = function (name, values) {
    return (words[name] || '').replace(/\{(\w+)\}/g, function (all, name2) { return values && name2 in values ? String(values[name2]) : all; });
  };
  var say = desk.phoneWord;

  function byId(id) { return document.getElementById(id); }

  function clock(ms) {
    return new Date(ms).toLocaleTimeString(document.documentElement.lang, {hour12: false, hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Shanghai'});
  }

  /* ---- the strip ---- */
  function sentence(waiting, refused, state) {
    var n = waiting.length;
    var kept = document.querySelector('meta[name="words"]').dataset.kept;
    var said = [];
    if (state === 'signedOut' && n) return say('signedOutNow', {n: n});
    if (state === 'offline' || navigator.onLine === false) said.push(say('offline'));
    if (n) said.push(said.length ? say('kept', {n: n}) : say('sending', {n: n}));
    if (refused.length) said.push(say('refusedNow', {n: refused.length}));
    if (said.length && kept) said.push(say('pageOf', {time: clock(Date.parse(kept))}));
    return said.join(' · ');
  }

  function button(text, press) {
    var el = document.createElement('button');
    el.type = 'button';
    el.textContent = text;
    el.addEventListener('click', press);
    return el;
  }

  function row(entry) {
    var item = document.createElement('li');
    var line = document.createElement('span');
    var refused = entry.told.state === 'refused';
    var what = say(entry.told.verb.replace(/_(\w)/g, function (all, c) { return c.toUpperCase(); })) || entry.told.verb;
    line.textContent = [clock(entry.told.at), what, entry.told.short || '', refused ? say('notTaken') + ' ' + entry.told.sentence : say('waiting')].filter(Boolean).join(' · ');
    if (refused) item.className = 'no0';
    item.appendChild(line);
    item.appendChild(button(say('again'), function () { queue.retry(entry); }));
    if (refused) item.appendChild(button(say('drop'), function () { queue.seen(entry); }));
    return item;
  }

  function unfold(is) {
    byId('queue-list').hidden = !is;
    byId('queue').querySelector('[data-queue-said]').setAttribute('aria-expanded', is ? 'true' : 'false');
  }

  function show(entries, state) {
    var strip = byId('queue');
    if (!strip) return;
    var own = entries.filter(function (one) { return one.told.verb !== 'seen'; });
    var waiting = own.filter(function (one) { return one.told.state === 'waiting'; });
    var refused = own.filter(function (one) { return one.told.state === 'refused'; });
    var text = sentence(waiting, refused, state);
    var list = byId('queue-list');
    var sign = strip.querySelector('[data-queue-sign-in]');
    var line = strip.querySelector('[data-queue-said]');
    strip.hidden = !text;
    if (line.textContent !== text) line.textContent = text;
    sign.hidden = state !== 'signedOut';
    strip.querySelector('[data-queue-retry]').hidden = state === 'signedOut' || !own.length;
    list.textContent = '';
    own.forEach(function (entry) { list.appendChild(row(entry)); });
    /* What the strip says need not be said twice. */
    Array.prototype.forEach.call(document.querySelectorAll('[data-action]'), function (told) {
      told.hidden = refused.some(function (one) { return one.id === told.dataset.action; });
    });
    if (refused.length) opened = true;
    unfold(own.length > 0 && opened);
    Array.prototype.forEach.call(document.querySelectorAll('[data-job]'), function (card) {
      var n = waiting.filter(function (one) { return one.told.number === card.dataset.job; }).length;
      var mark = card.querySelector('[data-waits]');
      mark.hidden = !n;
      mark.textContent = n ? n + ' ' + say('waiting') : '';
    });
  }

  /* ---- leaving with steps unsent ---- */
  function shut() {
    var dialog = byId('leave');
    if (dialog.close) dialog.close();
    else dialog.removeAttribute('open');
  }

  function tell(what) {
    var worker = navigator.serviceWorker && navigator.serviceWorker.controller;
    if (!worker) return Promise.resolve();
    return new Promise(function (done) {
      var line = new MessageChannel();
      line.port1.onmessage = done;
      setTimeout(done, 1500);
      worker.postMessage(what, [line.port2]);
    });
  }

  function goNow() {
    shut();
    tell({forget: true}).then(function () { leaving.submit(); });
  }

  function onSignOut(event) {
    var form = event.target;
    if (!/\/sign-out\/$/.test(form.action || '') || !queue.able) return;
    event.preventDefault();
    leaving = form;
    queue.list().catch(function () { return []; }).then(function (entries) {
      if (!entries.length) {
        tell({forget: true}).then(function () { form.submit(); });
        return;
      }
      var dialog = byId('leave');
      dialog.querySelector('[data-leave-count]').textContent = entries.length + ' ' + say('waiting');
      if (dialog.showModal) dialog.showModal();
      else dialog.setAttribute('open', '');
    });
  }

  /* ---- the pages that the phone keeps ---- */
  function keepPages() {
    var list = document.querySelector('[data-keep]');
    if (!list || document.querySelector('meta[name="words"]').dataset.kept) return;
    var wanted = list.dataset.keep.split(' ').filter(Boolean).map(function (one) {
      var at = one.lastIndexOf('@');
      return {path: one.slice(0, at), version: one.slice(at + 1)};
    });
    tell({person: desk.box.person, keep: wanted});
  }

  function worker() {
    if (!navigator.serviceWorker || !window.isSecureContext || !queue.able) return;
    navigator.serviceWorker.register('/sw.js', {scope: '/m/'}).then(function () {
      return navigator.serviceWorker.ready;
    }).then(function () {
      if (navigator.serviceWorker.controller) keepPages();
      else navigator.serviceWorker.addEventListener('controllerchange', keepPages);
    }).catch(function () { /* without it there is no page without a network, and the queue goes on all the same */ });
  }

  function look() {
    if (!document.hidden) queue.run();
  }

  desk.ready(function () {
    if (!meta || !queue.able) return;
    queue.hear(show);
    window.addEventListener('online', look);
    window.addEventListener('offline', function () { queue.list().then(function (entries) { show(entries, 'offline'); }); });
    document.addEventListener('visibilitychange', look);
    document.addEventListener('submit', onSignOut, true);
    setInterval(look, EVERY);
    byId('queue').querySelector('[data-queue-retry]').addEventListener('click', function () { queue.run(); });
    byId('queue').querySelector('[data-queue-said]').addEventListener('click', function () {
      opened = !opened;
      unfold(opened && byId('queue-list').children.length > 0);
    });
    byId('leave').querySelector('[data-leave-now]').addEventListener('click', goNow);
    byId('leave').querySelector('[data-leave-stay]').addEventListener('click', function () {
      shut();
      queue.run();
    });
    worker();
    queue.run().catch(function () { /* a closed store: the forms go out as plain forms */ });
  });
})();
