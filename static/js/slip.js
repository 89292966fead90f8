/* Paper: an 80 mm slip is as long as its words; the page size is set from the measure. data-print-now opens the printer. */
(function () {
  'use strict';
  var desk = window.desk;
  var MM = 96 / 25.4;

  /* On paper it is 4 mm shorter than on the screen; of these 3 are given back to the cutter. */
  function pageRule() {
    var paper = document.querySelector('.paper');
    var kind = document.body.classList;
    if (kind.contains('a5')) return '@page{size:A5;margin:10mm 12mm}';
    if (!kind.contains('slip') || !paper) return '@page{size:A4;margin:14mm 16mm}';
    return '@page{size:80mm ' + Math.ceil(paper.getBoundingClientRect().height / MM - 1) + 'mm;margin:0 4mm}';
  }

  function setPage() {
    var sheet = document.styleSheets[document.styleSheets.length - 1];
    try { sheet.insertRule(pageRule(), sheet.cssRules.length); } catch (refused) { /* the printer's own page size is used */ }
  }

  /* A rare character of a name may bring its font with it, which changes the height. */
  function whenDrawn(then) {
    if (document.fonts && document.fonts.ready) document.fonts.ready.then(then);
    else then();
  }

  window.addEventListener('load', function () {
    whenDrawn(function () {
      setPage();
      if (document.querySelector('[data-print-now]')) window.print();
    });
  });
  desk.setPage = setPage;
})();
