/* The pad on the desk asks every few seconds what it should show; it changes only when something has changed. */
(function () {
  'use strict';
  var desk = window.desk;
  var EVERY = 3000;

  function look(main) {
    fetch(window.location.pathname, {credentials: 'same-origin', headers: {'X-Pad': '1'}}).then(function (answer) {
      if (!answer.ok) throw new Error('gone');
      return answer.text();
    }).then(function (text) {
      var fresh = new DOMParser().parseFromString(text, 'text/html').querySelector('[data-pad-state]');
      var shown = main.querySelector('[data-pad-state]');
      if (fresh && shown && fresh.dataset.padState !== shown.dataset.padState) main.replaceChild(fresh, shown);
    }).catch(function () { /* the next look may reach the server again */ });
  }

  desk.ready(function () {
    var main = document.querySelector('[data-pad]');
    if (main) setInterval(look, EVERY, main);
  });
})();
