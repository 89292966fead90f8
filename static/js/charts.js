/* Charts: each is drawn from the table beside it, which says the same without it. Figures stand in data-v of its cells.
   What draws is large: it is fetched when the first chart comes near the window, and not with the page. */
(function () {
  'use strict';
  var drawing = document.currentScript.dataset.drawing;
  var COLOURS = ['#0A5AA8', '#C27803', '#2C8A68', '#7A5BB5', '#D9605A'];
  var MOST_BARS = 40;

  function read(table) {
    var heads = Array.prototype.slice.call(table.querySelectorAll('thead th'), 1);
    var rows = Array.prototype.slice.call(table.querySelectorAll('tbody tr'), 0, MOST_BARS);
    return {
      heads: heads.map(function (th) { return th.textContent.trim(); }),
      units: heads.map(function (th) { return th.dataset.unit || ''; }),
      names: rows.map(function (tr) { return tr.querySelector('th').textContent.trim(); }),
      values: rows.map(function (tr) {
        return Array.prototype.map.call(tr.querySelectorAll('td[data-v]'), function (td) {
          return td.dataset.v === '' ? null : Math.round(parseFloat(td.dataset.v) * 100) / 100;
        });
      })
    };
  }

  function plain() {
    return {
      color: COLOURS,
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      aria: { enabled: false },
      tooltip: { trigger: 'axis', renderMode: 'richText', axisPointer: { type: 'shadow' } },
      grid: { left: 8, right: 16, top: 30, bottom: 4, containLabel: true }
    };
  }

  function bars(told, most) {
    var option = plain();
    var column = told.values[0] ? Math.min(most, told.values[0].length) : 0;
    option.legend = { top: 0, left: 8, itemHeight: 10, data: told.heads.slice(0, column) };
    option.xAxis = { type: 'category', data: told.names, axisLabel: { hideOverlap: true } };
    // What is not measured alike has an axis of its own.
    var apart = column > 1 && told.units[0] !== told.units[1];
    option.yAxis = told.units.slice(0, apart ? 2 : 1).map(function (unit, n) {
      return { type: 'value', max: unit === 'share' ? 100 : null, splitLine: { show: !n },
        axisLabel: { formatter: unit === 'share' ? '{value} %' : '{value}' } };
    });
    option.series = told.heads.slice(0, column).map(function (head, n) {
      return { name: head, type: 'bar', barMaxWidth: 28, yAxisIndex: apart ? n : 0,
        data: told.values.map(function (row) { return row[n]; }) };
    });
    return option;
  }

  function parts(told) {
    var option = plain();
    option.grid.top = 8;
    option.yAxis = { type: 'category', inverse: true, data: told.names };
    option.xAxis = { type: 'value', minInterval: 1 };
    option.series = [{
      type: 'bar', barMaxWidth: 18, data: told.values.map(function (row) { return row[0]; }),
      label: { show: true, position: 'right' }
    }];
    return option;
  }

  function draw(figure) {
    var told = read(tableOf(figure));
    var ground = document.createElement('div');
    ground.className = 'draw-in';
    ground.setAttribute('aria-hidden', 'true');
    figure.appendChild(ground);
    ground.style.height = figure.clientHeight + 'px';
    var chart = window.echarts.init(ground, null, { renderer: 'svg' });
    chart.setOption(figure.dataset.chart === 'parts' ? parts(told) : bars(told, 2));
    window.addEventListener('resize', function () { chart.resize(); });
  }

  function tableOf(figure) {
    return document.getElementById(figure.dataset.of);
  }

  var figures = Array.prototype.filter.call(document.querySelectorAll('figure[data-chart]'), function (figure) {
    return tableOf(figure) && tableOf(figure).querySelector('tbody tr');
  });
  // Its room is kept from the start, so that nothing moves when it is drawn; given up again if it cannot be.
  figures.forEach(function (figure) { figure.hidden = false; });

  function fetchAndDraw() {
    var script = document.createElement('script');
    script.src = drawing;
    script.onload = function () { figures.forEach(draw); };
    script.onerror = function () { figures.forEach(function (figure) { figure.hidden = true; }); };
    document.head.appendChild(script);
  }

  if (!figures.length) return;
  if (!window.IntersectionObserver) { fetchAndDraw(); return; }
  var watcher = new IntersectionObserver(function (seen) {
    if (!seen.some(function (one) { return one.isIntersecting; })) return;
    watcher.disconnect();
    fetchAndDraw();
  }, { rootMargin: '200px 0px' });
  figures.forEach(function (figure) { watcher.observe(figure); });
})();
