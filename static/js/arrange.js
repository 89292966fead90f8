/* One's own tabs change places by being dragged; the buttons that do the same stay, for the keyboard and without this. */
(function () {
  'use strict';
  var desk = window.desk;
  var dragged = null;

  function tabAt(el) {
    var tab = el.closest ? el.closest('[data-arrange] [data-moved]') : null;
    return tab && dragged && tab.parentNode === dragged.parentNode ? tab : null;
  }

  function mine(row) { return Array.prototype.slice.call(row.querySelectorAll('[data-moved]')); }

  function mark(tab) {
    Array.prototype.forEach.call(document.querySelectorAll('[data-moved].drop'), function (one) {
      if (one !== tab) one.classList.remove('drop');
    });
    if (tab && tab !== dragged) tab.classList.add('drop');
  }

  function send(tab) {
    var form = document.getElementById(dragged.parentNode.dataset.arrange);
    form.action = dragged.dataset.moved;
    form.elements.place.value = mine(tab.parentNode).indexOf(tab);
    form.submit();
  }

  function listen() {
    document.addEventListener('dragstart', function (event) {
      dragged = event.target.closest ? event.target.closest('[data-arrange] [data-moved]') : null;
      if (!dragged) return;
      event.dataTransfer.setData('text/plain', dragged.textContent.trim());
      event.dataTransfer.effectAllowed = 'move';
    });
    document.addEventListener('dragover', function (event) {
      var tab = tabAt(event.target);
      mark(tab);
      if (tab) event.preventDefault();
    });
    document.addEventListener('dragend', function () {
      mark(null);
      dragged = null;
    });
    document.addEventListener('drop', function (event) {
      var tab = tabAt(event.target);
      if (!tab) return;
      event.preventDefault();
      if (tab !== dragged) send(tab);
    });
  }

  desk.ready(function () {
    if (document.querySelector('[data-arrange]')) listen();
  });
})();
