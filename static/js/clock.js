/* The one timer of the page: every <time data-due> says what is left by the server's clock. Wording: servicedesk/clockface.py. */
(function () {
  'use strict';
  var desk = window.desk;
  var ICONS = {run: 'play', soon: 'half', over: 'tri'};

  function two(n) { return (n < 10 ? '0' : '') + n; }

  desk.timeLeft = function (due, now, kind) {
    var seconds = Math.floor((due - now) / 1000);
    var side = seconds >= 0 ? 'left' : 'over';
    var minutes = Math.floor(Math.abs(seconds) / 60);
    var hours = Math.floor(minutes / 60);
    if (kind === 'big' && side === 'left' && minutes < 60) return two(minutes) + ':' + two(Math.abs(seconds) % 60);
    if (minutes < 1) return desk.word(side + 'Moment');
    if (minutes < 60) return desk.word(side + 'Minutes', {minutes: minutes});
    if (hours < 24) return desk.word(side + 'Hours', {hours: hours, minutes: two(minutes % 60)});
    return desk.word(side + 'Days', {days: Math.floor(hours / 24), hours: hours % 24});
  };

  function announce(chip, state) {
    if (chip.dataset.what && desk.say) {
      desk.say(desk.word(state === 'over' ? 'wentOver' : 'wentSoon', {what: chip.dataset.what}));
    }
  }

  function dress(chip, state) {
    var use = chip.querySelector('use');
    var was = chip.dataset.state;
    if (was === state) return;
    chip.dataset.state = state;
    if (!was && chip.classList.contains(state)) return;
    chip.classList.remove('run', 'soon', 'over');
    chip.classList.add(state);
    if (chip.matches('.mile li')) {
      chip.classList.toggle('o', state === 'over');
      chip.classList.toggle('c', state !== 'over');
    }
    if (use) use.setAttribute('href', use.getAttribute('href').replace(/#.*$/, '#' + ICONS[state]));
    if (was && state !== 'run') announce(chip, state);
  }

  function tick() {
    if (!desk.knowsTime()) return;
    var now = desk.now();
    Array.prototype.forEach.call(document.querySelectorAll('time[data-due]'), function (el) {
      var due = Date.parse(el.dataset.due);
      var soon = Date.parse(el.dataset.soon || '');
      var text = desk.timeLeft(due, now, el.dataset.kind);
      var chip = el.closest('[data-clock]');
      if (el.textContent !== text) el.textContent = text;
      if (chip) dress(chip, now > due ? 'over' : now >= soon ? 'soon' : 'run');
    });
    Array.prototype.forEach.call(document.querySelectorAll('svg[data-until]'), function (svg) {
      var since = Date.parse(svg.dataset.since);
      var used = Math.max(0, Math.min(100, (now - since) / (Date.parse(svg.dataset.until) - since) * 100));
      var fill = svg.querySelector('rect');
      var mark = svg.querySelector('.now');
      if (fill) fill.setAttribute('width', used.toFixed(1) + '%');
      if (mark) mark.setAttribute('x', used.toFixed(1) + '%');
    });
    Array.prototype.forEach.call(document.querySelectorAll('[data-since-up]'), function (el) {
      var seconds = Math.max(0, Math.floor((now - Date.parse(el.dataset.sinceUp)) / 1000));
      el.textContent = two(Math.floor(seconds / 60)) + ':' + two(seconds % 60);
    });
  }
  desk.tick = tick;

  desk.ready(function () {
    tick();
    setInterval(tick, 1000);
    document.addEventListener('htmx:afterSwap', tick);
    document.addEventListener('visibilitychange', tick);
  });
})();
