/* CareLoop in the browser: charts, the explanation drawer, small helps for forms.
   Everything works without it, except the drawing of charts. */
(() => {
  "use strict";

  const COLOURS = ["#1a64c4", "#8a97aa", "#e08a00", "#2a9d63", "#8b5cc7", "#d64535", "#1795a5", "#b0578d"];
  const INK = "#3c485a";
  const LINE = "#e2e7ee";
  const BAD = "#d64535";
  const FONT = getComputedStyle(document.documentElement).getPropertyValue("--tblr-font-sans-serif");
  const text = { color: INK, fontSize: 12, fontFamily: FONT };

  /* Charts. A spec comes from the server: {kind, categories, series, unit, decimals, min, max}. */

  const shown = (value, decimals, unit) =>
    value === null || value === undefined
      ? "–"
      : value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }) + unit;

  const unitOf = (spec, series) => (series.unit ?? spec.unit ?? "");
  const decimalsOf = (spec, series) => series.decimals ?? spec.decimals ?? 0;
  const colourOf = (series, index) => series.colour || COLOURS[index % COLOURS.length];

  function valueAxis(spec, right) {
    const unit = right ? spec.unit_right || "" : spec.unit || "";
    return {
      type: "value", splitNumber: 4, interval: right ? 30 : spec.step || undefined,
      min: right ? spec.min_right ?? null : spec.min ?? null,
      max: right ? spec.max_right ?? null : spec.max ?? null,
      minInterval: spec.whole && !right ? 1 : 0,
      axisLabel: { ...text, formatter: (value) => `${value.toLocaleString("en-US")}${unit}` },
      splitLine: { show: !right, lineStyle: { color: LINE } },
      axisLine: { show: false }, axisTick: { show: false },
    };
  }

  function categoryAxis(spec, flat) {
    return {
      type: "category", data: spec.categories, inverse: Boolean(flat),
      axisLabel: { ...text, fontSize: spec.wrap ? 11 : 12, interval: flat || spec.wrap || spec.categories.length <= 12 ? 0 : "auto", hideOverlap: !flat && !spec.wrap, width: flat ? 84 : spec.wrap ? 48 : undefined, overflow: flat ? "truncate" : spec.wrap ? "break" : "none" },
      axisLine: { lineStyle: { color: "#a9b4c4" } }, axisTick: { show: false },
    };
  }

  function drawnSeries(spec, series, index) {
    const line = series.type === "line" || spec.kind === "line";
    const colour = colourOf(series, index);
    const value = (point) => shown(typeof point.value === "number" ? point.value : null, decimalsOf(spec, series), unitOf(spec, series));
    const label = { show: Boolean(series.labels), formatter: value, ...text, fontSize: 11 };
    if (line) {
      return {
        type: "line", name: series.name, data: series.values, yAxisIndex: series.right ? 1 : 0,
        symbol: series.bare ? "none" : "circle", symbolSize: 6, connectNulls: false, z: series.bare ? 2 : 4,
        itemStyle: { color: colour }, lineStyle: { color: colour, width: series.strong ? 2.75 : 1.75, type: series.dashed ? [5, 4] : "solid" },
        label: { ...label, position: "top", distance: 6, textBorderColor: "#fff", textBorderWidth: 3 }, labelLayout: undefined,
      };
    }
    return {
      type: "bar", name: series.name, stack: spec.kind === "stacked" ? "all" : undefined,
      data: series.values.map((number, at) => series.bad && series.bad[at] ? { value: number, itemStyle: { color: BAD } } : number),
      barMaxWidth: spec.kind === "flat" ? 18 : 34, barGap: "12%", barCategoryGap: "32%",
      itemStyle: { color: colour, borderRadius: spec.kind === "stacked" ? 0 : spec.kind === "flat" ? [0, 3, 3, 0] : [3, 3, 0, 0] },
      label: { ...label, position: spec.kind === "flat" ? "right" : "top" },
    };
  }

  function option(spec) {
    const animation = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (spec.kind === "pie") {
      const series = spec.series[0];
      return {
        animation, textStyle: { fontFamily: FONT },
        series: [{
          type: "pie", radius: ["58%", "94%"], center: ["50%", "50%"], minAngle: 4,
          itemStyle: { borderColor: "#fff", borderWidth: 2 }, color: COLOURS,
          data: spec.categories.map((name, at) => ({ name, value: series.values[at] })),
          label: { show: false },
        }],
      };
    }
    const flat = spec.kind === "flat";
    const right = spec.series.some((series) => series.right);
    const values = right ? [valueAxis(spec, false), valueAxis(spec, true)] : valueAxis(spec, false);
    return {
      animation, textStyle: { fontFamily: FONT },
      grid: { left: 8, right: flat ? 52 : 12, top: 18, bottom: 4, containLabel: true, outerBoundsMode: "same" },
      xAxis: flat ? values : categoryAxis(spec, false),
      yAxis: flat ? categoryAxis(spec, true) : values,
      series: spec.series.map((series, index) => drawnSeries(spec, series, index)),
    };
  }

  function legend(spec) {
    const list = document.createElement("ul");
    list.className = "legend";
    spec.series.forEach((series, index) => {
      const item = document.createElement("li");
      const mark = document.createElement("i");
      mark.style.background = colourOf(series, index);
      if (series.type === "line" || spec.kind === "line") mark.className = "line";
      item.append(mark, series.name);
      list.append(item);
    });
    return list;
  }

  function slices(spec) {
    const list = document.createElement("ol");
    list.className = "slices";
    spec.categories.forEach((name, at) => {
      const item = document.createElement("li");
      const mark = document.createElement("i");
      mark.style.background = COLOURS[at % COLOURS.length];
      const share = document.createElement("b");
      share.textContent = spec.shares ? `${spec.shares[at]}%` : String(spec.series[0].values[at]);
      const word = document.createElement("span");
      word.textContent = name;
      item.append(mark, word, share);
      list.append(item);
    });
    return list;
  }

  function tooltip(box, chart, spec) {
    const tip = document.createElement("div");
    tip.className = "chart-tip";
    tip.hidden = true;
    box.append(tip);
    chart.on("mousemove", (point) => {
      if (point.componentType !== "series") return;
      const series = spec.kind === "pie" ? spec.series[0] : spec.series[point.seriesIndex];
      const value = document.createElement("b");
      value.textContent = shown(typeof point.value === "number" ? point.value : null, decimalsOf(spec, series), unitOf(spec, series));
      const name = [point.name, spec.kind === "pie" || spec.series.length === 1 ? "" : series.name].filter(Boolean).join(" · ");
      tip.replaceChildren(`${name}: `, value);
      tip.hidden = false;
      const half = tip.offsetWidth / 2;
      tip.style.left = `${Math.min(Math.max(point.event.offsetX, half), box.clientWidth - half)}px`;
      tip.style.top = `${Math.max(point.event.offsetY, tip.offsetHeight + 12)}px`;
    });
    chart.on("mouseout", () => { tip.hidden = true; });
  }

  /* Where columns with long names do not fit, the chart lies on its side. */
  function fitted(spec, box) {
    if (!spec.wrap || box.clientWidth > 520) return spec;
    box.classList.add("chart-long");
    return { ...spec, kind: "flat" };
  }

  function drawChart(box) {
    const spec = fitted(JSON.parse(document.getElementById(box.dataset.chart).textContent), box);
    if (spec.kind === "pie") { box.classList.add("chart-pie"); box.after(slices(spec)); }
    else if (spec.series.length > 1) box.before(legend(spec));
    else box.classList.add("chart-tall");
    const chart = echarts.init(box, null, { renderer: "svg" });
    chart.setOption(option(spec));
    tooltip(box, chart, spec);
    new ResizeObserver(() => chart.resize({ width: box.clientWidth })).observe(box);
  }

  function drawCharts(root) {
    if (!window.echarts) return;
    root.querySelectorAll("[data-chart]:not([data-drawn])").forEach((box) => {
      box.dataset.drawn = "1";
      drawChart(box);
    });
  }

  /* The drawer: a link with data-drawer opens its page beside this one. */

  function openDrawer() {
    const drawer = document.getElementById("drawer");
    if (drawer.firstElementChild && !drawer.open) drawer.showModal();
    drawer.scrollTop = 0;
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "drawer") openDrawer();
    drawCharts(event.target);
  });

  document.addEventListener("click", (event) => {
    const drawer = event.target.closest("dialog.drawer");
    if (drawer && (event.target === drawer || event.target.closest("[data-close]"))) drawer.close();
    const add = event.target.closest("[data-add-row]");
    if (add) addRow(add);
  });

  /* Forms: a file button that speaks the language of the page (the browser's own may speak
     another), a select that sends itself, rows that are added and taken away. */

  function dressFile(field) {
    const input = field.querySelector("input");
    const told = field.querySelector(".file-chosen");
    const none = told.textContent;
    const tell = () => { told.textContent = Array.from(input.files, (file) => file.name).join(", ") || none; };
    field.classList.add("dressed");
    input.addEventListener("change", tell);
    if (input.files.length) tell(); // the browser kept the choice when one came back
  }

  function addRow(button) {
    const code = button.dataset.addRow;
    const holder = document.getElementById(`rows-${code}`);
    const total = document.getElementById(`id_${code}-TOTAL_FORMS`);
    const draft = document.createElement("template");
    draft.innerHTML = holder.querySelector("template").innerHTML.replaceAll("__prefix__", total.value);
    total.value = String(Number(total.value) + 1);
    const row = draft.content.firstElementChild;
    holder.append(row);
    row.querySelector("input, textarea, select").focus();
  }

  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-sends]")) event.target.form.requestSubmit();
    const mark = event.target.closest(".remove-mark input");
    if (mark) mark.closest("[data-row]").classList.toggle("going", mark.checked);
  });

  document.addEventListener("DOMContentLoaded", () => {
    drawCharts(document);
    document.querySelectorAll("[data-file]").forEach(dressFile);
  });
})();
