/* Paper: an 80 mm slip is as long as its words; the page size is set from the measure. data-print-now opens the printer. */
(function () {
  'use strict';
  var desk = window.desk;
  var MM = 96 / 25.4;

  function pageRule() {
    var paper = document.querySelector('.paper');
    if (!document.body.classList.contains('slip') || !paper) return '@page{size:A4;margin:14mm 16mm}';
    return '@page{size:80mm ' + Math.ceil(paper.getBoundingClientRect().height / MM + 4) + 'mm;margin:0 4mm}';
  }

  function setPage() {
    var sheet = document.styleSheets[0];
    try { sheet.insertRule(pageRule(), sheet.cssRules.length); } catch (refused) { /* the printer's own page size is used */ }
  }

  window.addEventListener('load', function () {
    setPage();
    if (document.querySelector('[data-print-now]')) window.print();
  });
  desk.setPage = setPage;
})();
