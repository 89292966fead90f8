/* What the server told the page: its sentences and its time. A desk PC's own clock is never trusted. */
(function () {
  'use strict';
  var desk = window.desk = window.desk || {};
  var meta = document.querySelector('meta[name="words"]');
  var told = meta ? meta.dataset : {};
  var server = Date.parse(told.now || '');
  var mark = performance.now();

  desk.word = function (name, values) {
    return (told[name] || '').replace(/%\((\w+)\)s|\{(\w+)\}/g, function (all, key, other) {
      return values && (key || other) in values ? String(values[key || other]) : all;
    });
  };

  desk.knowsTime = function () { return !isNaN(server); };

  /* Milliseconds of the server's clock, carried on by a clock that nobody can set. */
  desk.now = function () { return server + (performance.now() - mark); };

  /* A laptop that slept comes back late: any answer of the server sets us right (its Date header counts in seconds). */
  desk.hear = function (dateHeader) {
    var heard = Date.parse(dateHeader || '');
    if (!isNaN(heard) && (isNaN(server) || Math.abs(heard - desk.now()) > 3000)) {
      server = heard;
      mark = performance.now();
    }
  };

  /* The one guard against keys that belong to an input method: both signs are needed. */
  desk.composing = function (event) { return event.isComposing || event.keyCode === 229; };

  desk.shown = function (el) { return el.getClientRects().length > 0; };

  desk.ready = function (run) {
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', run);
    else run();
  };
})();
