/* What a phone adds to a step: its own id, so that a repeat is known, and where it stands, if it may say so. Never blocks. */
(function () {
  'use strict';
  var desk = window.desk;
  var EARTH = 6371008.8;
  var last = null;

  desk.freshId = function () {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = Array.prototype.map.call(bytes, function (b) { return (b + 256).toString(16).slice(1); }).join('');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  };

  /* Where this phone was a moment ago; null where it does not know. */
  desk.fix = function () { return last; };

  function bar() { return document.querySelector('.bot'); }

  function metres() {
    var target = bar() && bar().dataset.target ? bar().dataset.target.split(',').map(Number) : null;
    if (!target || !last) return null;
    var rad = Math.PI / 180;
    var up = (target[0] - last.latitude) * rad / 2, across = (target[1] - last.longitude) * rad / 2;
    var chord = Math.pow(Math.sin(up), 2) + Math.cos(last.latitude * rad) * Math.cos(target[0] * rad) * Math.pow(Math.sin(across), 2);
    return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(chord)));
  }

  desk.isFar = function () {
    var way = metres();
    return way !== null && way - last.accuracy > Number(bar().dataset.far);
  };

  function say() {
    var line = document.querySelector('[data-gps]');
    if (!line || !desk.phoneWord) return;
    var poor = last && last.accuracy > Number(bar().dataset.poor);
    var way = metres();
    line.hidden = false;
    line.classList.toggle('bad', !last || Boolean(poor));
    line.querySelector('[data-gps-said]').textContent = desk.phoneWord(!last ? 'placeNone' : poor ? 'placePoor' : 'placeGood', {metres: last ? Math.round(last.accuracy) : 0});
    line.querySelector('[data-gps-way]').textContent = way === null ? '' : way < 2000 ? desk.phoneWord('fromAddress', {metres: Math.round(way)}) : desk.phoneWord('fromAfar', {km: (way / 1000).toFixed(1)});
  }

  desk.placed = function () {
    if (!document.querySelector('[data-place]')) return;
    if (last) {
      Array.prototype.forEach.call(document.querySelectorAll('input[data-place]'), function (field) { field.value = last[field.dataset.place]; });
    }
    say();
  };

  function found(position) {
    var at = position.coords;
    last = {latitude: at.latitude, longitude: at.longitude, accuracy: at.accuracy};
    desk.placed();
  }

  function ask() {
    if (!navigator.geolocation || !document.querySelector('[data-place]') || document.hidden) return;
    navigator.geolocation.getCurrentPosition(found, desk.placed, {enableHighAccuracy: true, timeout: 10000, maximumAge: 30000});
  }

  desk.ready(function () {
    Array.prototype.forEach.call(document.querySelectorAll('input[data-fresh-id]'), function (field) {
      if (!field.value) field.value = desk.freshId();
    });
    /* Apple's map knows no geo: addresses. */
    Array.prototype.forEach.call(document.querySelectorAll('a[data-nav]'), function (link) {
      if (/iP(hone|ad|od)/.test(navigator.userAgent)) link.href = 'maps:?daddr=' + link.dataset.nav;
    });
    document.addEventListener('visibilitychange', ask);
    ask();
  });
})();
