/* The description of the API: what was copied is said on its button, and "/" leads to the search. The page works without. */
(function () {
  'use strict';
  var desk = window.desk;
  var pressed = null;

  document.querySelectorAll('button[data-copy-from]').forEach(function (button) {
    button.hidden = false;
  });

  /* Before small.js copies: whose word it is. */
  document.addEventListener('click', function (event) {
    pressed = event.target.closest('button[data-copy-from]');
  }, true);

  desk.say = function (text) {
    var button = pressed;
    if (!button) return;
    var word = button.dataset.word || button.textContent;
    button.dataset.word = word;
    button.textContent = text;
    setTimeout(function () { button.textContent = word; }, 2000);
  };

  document.addEventListener('keydown', function (event) {
    var search = document.getElementById('q');
    var isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key !== '/' || !search || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
})();
