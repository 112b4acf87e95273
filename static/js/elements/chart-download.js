import { picture, SCALE } from "../charts/picture.js";

/**
 * <chart-download hidden data-name="…"> in a figure.chart: takes the drawing along as SVG, or as PNG made from that.
 * Inside it: [data-as=svg], [data-as=png].
 */
class ChartDownload extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.addEventListener("click", this.#click);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#click);
  }

  #click = async (event) => {
    const kind = event.target.closest("[data-as]")?.dataset.as;
    if (!kind) return;
    const drawn = picture(this.closest("figure"));
    const blob = kind === "svg" ? new Blob([drawn.svg], { type: "image/svg+xml" }) : await this.#png(drawn);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `backroutine-${this.dataset.name}.${kind}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  async #png({ svg, width, height }) {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width * SCALE;
    canvas.height = height * SCALE;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  }
}

customElements.define("chart-download", ChartDownload);
