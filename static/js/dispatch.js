/* The dispatch desk: a job is dragged onto a crew, and a crew is found by its initials. Both have buttons as well. */
(function () {
  'use strict';
  var desk = window.desk;
  var dragged = '';

  function crewAt(el) { return el.closest ? el.closest('[data-crew]') : null; }

  function over(row) {
    Array.prototype.forEach.call(document.querySelectorAll('[data-crew].drop'), function (one) {
      if (one !== row) one.classList.remove('drop');
    });
    if (row) row.classList.add('drop');
  }

  function send(number, crew) {
    var form = document.getElementById('drop');
    form.action = '/dispatch/' + encodeURIComponent(number) + '/';
    form.elements.crew.value = crew;
    form.submit();
  }

  function listen() {
    document.addEventListener('dragstart', function (event) {
      var row = event.target.closest ? event.target.closest('[data-number]') : null;
      if (!row) return;
      dragged = row.dataset.number;
      event.dataTransfer.setData('text/plain', dragged);
      event.dataTransfer.effectAllowed = 'move';
    });
    document.addEventListener('dragover', function (event) {
      var crew = dragged && crewAt(event.target);
      over(crew);
      if (crew) event.preventDefault();
    });
    document.addEventListener('dragend', function () {
      dragged = '';
      over(null);
    });
    document.addEventListener('drop', function (event) {
      var crew = dragged && crewAt(event.target);
      if (!crew) return;
      event.preventDefault();
      send(dragged, crew.dataset.crew);
    });
  }

  function filter(box) {
    var wanted = box.value.trim().toLowerCase();
    Array.prototype.forEach.call(document.querySelectorAll('[data-crew]'), function (row) {
      row.hidden = wanted !== '' && row.dataset.initials.toLowerCase().indexOf(wanted) < 0;
    });
  }

  desk.ready(function () {
    var box = document.querySelector('[data-crew-filter]');
    if (!box) return;
    listen();
    box.addEventListener('input', function () { filter(box); });
    box.addEventListener('keydown', function (event) {
      if (desk.composing(event) || event.key !== 'Enter') return;
      var first = document.querySelector('[data-crew]:not([hidden]) button');
      event.preventDefault();
      if (first && box.value.trim()) first.click();
    });
  });
})();
