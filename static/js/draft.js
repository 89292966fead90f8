/* The sheet is kept while it is written: on the server a moment after each change, in this tab while the network is away. */
(function () {
  'use strict';
  var desk = window.desk;
  var PREFIX = 'draft:';
  var MOMENT = 1200;
  var AGAIN = 5000;
  var timer = null;
  var lastEscape = 0;

  function byId(id) { return document.getElementById(id); }

  function writer() {
    var page = byId('intake-page');
    return page ? page.dataset.writer : '';
  }

  /* The tab keeps it, over a reload as well, and nobody after it. A browser may forbid that: then only the server keeps. */
  function store(act) {
    try { return act(window.sessionStorage); } catch (refused) { return null; }
  }

  function kept(of) {
    return store(function (box) {
      return Object.keys(box).filter(function (key) { return key.indexOf(PREFIX + (of || '')) === 0; });
    }) || [];
  }

  function forget(keys) {
    store(function (box) { keys.forEach(function (key) { box.removeItem(key); }); });
    strip();
  }

  function strip() {
    var bar = byId('kept-here');
    if (bar) bar.hidden = !kept(writer()).length;
  }

  function written() {
    var form = byId('intake');
    return form ? new URLSearchParams(new FormData(form)) : null;
  }

  function keepHere(words) {
    words.delete('csrfmiddlewaretoken');
    store(function (box) { box.setItem(PREFIX + writer() + ':' + words.get('sheet'), words.toString()); });
    strip();
    clearTimeout(timer);
    timer = setTimeout(sendBack, AGAIN);
  }

  function token() {
    var field = document.querySelector('[name=csrfmiddlewaretoken]');
    return field ? field.value : '';
  }

  /* Whether the server has taken it: a sign-in page in its place has not. */
  function post(words) {
    return fetch('/intake/draft/', {
      method: 'POST',
      credentials: 'same-origin',
      headers: {'X-CSRFToken': token(), 'Content-Type': 'application/x-www-form-urlencoded'},
      body: words.toString()
    }).then(function (answer) {
      if (answer.redirected || answer.status === 403 || answer.status >= 500) throw new Error('not kept');
      return answer.ok && answer.status === 200 ? answer.text() : '';
    });
  }

  function told(time) {
    var sign = byId('draft-said');
    if (sign) sign.textContent = time ? sign.dataset.word.replace('{time}', time) : '';
  }

  function save() {
    var words = written();
    if (!words) return;
    post(words).then(function (time) {
      forget([PREFIX + writer() + ':' + words.get('sheet')]);
      told(time);
    }, function () { keepHere(words); });
  }

  /* What was kept here goes to the server as soon as it can be reached, and is offered as a draft like any other. */
  function sendBack() {
    var mine = kept(writer() + ':');
    if (!mine.length) return;
    var key = mine[0];
    var words = new URLSearchParams(store(function (box) { return box.getItem(key); }) || '');
    post(words).then(function (time) {
      forget([key]);
      told(time);
      if (kept(writer() + ':').length) sendBack();
      else showDrafts();
    }, function () { timer = setTimeout(sendBack, AGAIN); });
  }

  function showDrafts() {
    var sheet = document.querySelector('#intake [name=sheet]');
    if (byId('drafts')) window.htmx.ajax('GET', '/intake/drafts/?sheet=' + (sheet ? sheet.value : ''), {target: '#drafts', swap: 'outerHTML'});
  }

  function onEscape(event) {
    if (event.code !== 'Escape' || desk.composing(event) || desk.openDialog()) return;
    var clear = document.querySelector('[data-clear]');
    var isSecond = event.timeStamp - lastEscape < 1500 && !desk.editable(event.target);
    lastEscape = isSecond ? 0 : event.timeStamp;
    if (isSecond && clear) clear.click();
  }

  /* What can be undone for some seconds says how many are left, by the server's clock. */
  function countDown() {
    Array.prototype.forEach.call(document.querySelectorAll('[data-until]'), function (one) {
      if (one.tagName === 'svg' || !desk.knowsTime()) return;
      var left = Math.ceil((Date.parse(one.dataset.until) - desk.now()) / 1000);
      var face = one.querySelector('[data-left]');
      if (left <= 0) one.remove();
      else if (face) face.textContent = left;
    });
  }

  document.addEventListener('submit', function (event) {
    if (/\/sign-out\/$/.test(event.target.action || '')) forget(kept());
  }, true);

  desk.ready(function () {
    setInterval(countDown, 500);
    if (!byId('intake-page')) return;
    /* Another person's words are nobody's business here. */
    forget(kept().filter(function (key) { return key.indexOf(PREFIX + writer() + ':') !== 0; }));
    function changed(event) {
      if (!event.target.form || event.target.form.id !== 'intake') return;
      clearTimeout(timer);
      timer = setTimeout(save, MOMENT);
    }
    document.addEventListener('input', changed);
    document.addEventListener('change', changed);
    document.addEventListener('keydown', onEscape);
    /* Any answer that draws the sheet anew has kept what stood on it. */
    document.addEventListener('htmx:beforeSwap', function (event) {
      if (event.detail.target && event.detail.target.id === 'intake-page') clearTimeout(timer);
    });
    /* Chosen customers and categories come with an answer of the server: they belong to the draft as well. */
    document.addEventListener('htmx:afterSettle', function (event) {
      var id = event.target && event.target.id;
      if (id !== 'hits' && id !== 'kind') return;
      clearTimeout(timer);
      timer = setTimeout(save, MOMENT);
    });
    window.addEventListener('online', sendBack);
    window.addEventListener('pagehide', function () {
      var words = written();
      if (timer && words && navigator.sendBeacon) navigator.sendBeacon('/intake/draft/', words);
    });
    strip();
    sendBack();
  });
})();
