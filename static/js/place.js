/* What a phone adds to a step: its own id, so that a repeat is known, and where it stands, if it may say so. Never blocks. */
(function () {
  'use strict';
  var desk = window.desk;

  function freshId() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = Array.prototype.map.call(bytes, function (b) { return (b + 256).toString(16).slice(1); }).join('');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }
  desk.freshId = freshId;

  function fill(position) {
    Array.prototype.forEach.call(document.querySelectorAll('input[data-place]'), function (field) {
      field.value = position.coords[field.dataset.place];
    });
    Array.prototype.forEach.call(document.querySelectorAll('[data-place-found]'), function (el) { el.hidden = false; });
    Array.prototype.forEach.call(document.querySelectorAll('[data-place-metres]'), function (el) {
      el.textContent = Math.round(position.coords.accuracy);
    });
  }

  desk.ready(function () {
    Array.prototype.forEach.call(document.querySelectorAll('input[data-fresh-id]'), function (field) {
      if (!field.value) field.value = freshId();
    });
    if (navigator.geolocation && document.querySelector('[data-place]')) {
      navigator.geolocation.getCurrentPosition(fill, function () {}, {enableHighAccuracy: true, timeout: 10000, maximumAge: 30000});
    }
  });
})();
