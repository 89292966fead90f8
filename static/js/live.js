/* Live lists that never jump. <tbody id data-live="address" data-live-version="…" data-live-every="5"> asks the address
   (?since=version) and gets 204, or the same rows again with the header X-Live-Version. A row (id, data-v) that changed is
   changed in place unless somebody works in it; new, gone or re-ordered rows only count on the pill until it is pressed.
   Other parts in the answer marked data-live-also are changed in place by their id. */
(function () {
  'use strict';
  var desk = window.desk;
  var IDLE = 60;

  function busy(el) { return el.contains(document.activeElement) && document.activeElement !== document.body; }

  function morph(old, fresh) {
    if (window.Idiomorph) window.Idiomorph.morph(old, fresh, {morphStyle: 'outerHTML'});
    else old.replaceWith(fresh);
  }

  function parse(html) {
    var box = document.createElement('template');
    box.innerHTML = html;
    return box.content;
  }

  function idsOf(root) {
    return Array.prototype.map.call(root.querySelectorAll('[data-v][id]'), function (row) { return row.id; });
  }

  /* Keeps the choice somebody made in a row that is drawn anew. */
  function keepPick(old, fresh) {
    var was = old.querySelector('[data-pick]');
    var now = fresh.querySelector('[data-pick]');
    if (was && now) now.checked = was.checked;
    if (was && now && was.checked) now.setAttribute('checked', '');
    if (old.classList.contains('cur')) fresh.classList.add('cur');
    if (old.classList.contains('sel')) fresh.classList.add('sel');
  }

  /* Draws a row anew where it stands; one that would push the others waits for the pill as it was. Whether it waits. */
  function held(old, fresh) {
    var height = old.offsetHeight;
    var same = old.cloneNode(true);
    morph(old, fresh);
    var now = document.getElementById(fresh.id);
    if (Math.abs(now.offsetHeight - height) <= 1) return false;
    same.classList.add('changed');
    now.replaceWith(same);
    return true;
  }

  function Live(root) {
    this.root = root;
    this.version = root.dataset.liveVersion || '';
    this.every = Number(root.dataset.liveEvery || 5);
    this.pill = document.querySelector('[data-live-pill="' + root.id + '"]');
    this.waiting = null;
    this.failed = 0;
    this.kept = 0;  /* rows that have changed and would be of another height */
    this.skipped = false;  /* a row in which somebody works is drawn anew when they have left it */
    this.heard = desk.now();
    this.plan(this.every);
    if (this.pill) this.pill.addEventListener('click', this.load.bind(this));
  }

  Live.prototype.plan = function (seconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.ask.bind(this), seconds * 1000);
  };

  Live.prototype.pace = function () {
    return document.hidden ? IDLE : Math.min(IDLE, this.every * Math.pow(2, this.failed));
  };

  Live.prototype.ask = function () {
    var me = this;
    if (!document.body.contains(this.root)) return;
    var url = this.root.dataset.live + (this.root.dataset.live.indexOf('?') < 0 ? '?' : '&') + 'since=' + encodeURIComponent(this.version);
    fetch(url, {credentials: 'same-origin', headers: {'X-Live': '1', Accept: 'text/html'}, redirect: 'error'}).then(function (answer) {
      desk.hear(answer.headers.get('Date'));
      if (!answer.ok) throw new Error(String(answer.status));
      me.failed = 0;
      me.heard = desk.now();
      me.stale(false);
      if (answer.status === 204) return me.skipped ? me.take(me.waiting) : null;
      me.version = answer.headers.get('X-Live-Version') || me.version;
      return answer.text().then(function (html) { me.take(html); });
    }).catch(function () {
      me.failed = Math.min(me.failed + 1, 4);
      if (me.failed > 1) me.stale(true);
    }).then(function () { me.plan(me.pace()); });
  };

  /* The answer may be the list's rows alone or the whole page: only this list's part of it counts. */
  Live.prototype.part = function (doc) { return doc.querySelector('[id="' + this.root.id + '"]') || doc; };

  Live.prototype.take = function (html) {
    var doc = parse(html);
    var fresh = this.part(doc);
    var root = this.root;
    var before = idsOf(root);
    var skipped = false;
    var kept = 0;
    Array.prototype.forEach.call(doc.querySelectorAll('[data-live-also][id]'), function (part) {
      var old = document.getElementById(part.id);
      if (old && !busy(old)) morph(old, part.cloneNode(true));
    });
    Array.prototype.forEach.call(fresh.querySelectorAll('[data-v][id]'), function (row) {
      var old = document.getElementById(row.id);
      if (!old || !root.contains(old) || old.dataset.v === row.dataset.v) return;
      if (busy(old)) {
        skipped = true;
        return;
      }
      var copy = row.cloneNode(true);
      keepPick(old, copy);
      copy.classList.add('changed');
      if (!held(old, copy)) return;
      kept += 1;
    });
    this.kept = kept;
    var after = idsOf(fresh);
    before.forEach(function (id) {
      document.getElementById(id).classList.toggle('gone', after.indexOf(id) < 0);
    });
    this.waiting = html;
    this.skipped = skipped;
    this.count(before, after);
    if (desk.tick) desk.tick();
    if (window.htmx) window.htmx.process(root);
  };

  Live.prototype.count = function (before, after) {
    var kept = after.filter(function (id) { return before.indexOf(id) >= 0; });
    var stayed = before.filter(function (id) { return after.indexOf(id) >= 0; });
    var moved = kept.filter(function (id, at) { return id !== stayed[at]; }).length;
    var n = this.kept + after.length - kept.length + (before.length - stayed.length) + moved;
    if (!this.pill) return;
    this.pill.hidden = n === 0;
    var words = this.pill.querySelector('[data-live-count]') || this.pill;
    words.textContent = desk.word('updates', {n: n});
  };

  Live.prototype.load = function () {
    if (this.waiting === null) return;
    var scrolled = window.pageYOffset;
    var fresh = this.part(parse(this.waiting));
    var root = this.root;
    var rows = fresh.querySelectorAll('[data-v][id]');
    Array.prototype.forEach.call(rows, function (row) {
      var old = document.getElementById(row.id);
      if (old && root.contains(old)) keepPick(old, row);
    });
    root.textContent = '';
    Array.prototype.forEach.call(rows, function (row) { root.appendChild(row); });
    this.waiting = null;
    this.pill.hidden = true;
    if (window.htmx) window.htmx.process(root);
    if (desk.countPicked) desk.countPicked();
    if (desk.tick) desk.tick();
    window.scrollTo(0, scrolled);
    if (document.activeElement === document.body || document.activeElement === this.pill) {
      var first = root.querySelector('[data-open]');
      if (first) first.focus({preventScroll: true});
    }
  };

  Live.prototype.stale = function (is) {
    var mark = document.querySelector('[data-live-stale]');
    if (!mark) return;
    mark.hidden = !is;
    if (!is) return;
    var since = new Date(this.heard);
    mark.textContent = desk.word('stale', {time: since.toLocaleTimeString(document.documentElement.lang, {hour12: false, timeZone: mark.dataset.liveStale || 'Asia/Shanghai'})});
  };

  desk.ready(function () {
    var all = Array.prototype.map.call(document.querySelectorAll('[data-live]'), function (root) { return new Live(root); });
    document.addEventListener('visibilitychange', function () {
      if (!document.hidden) all.forEach(function (one) { one.plan(0.2); });
    });
  });
})();
