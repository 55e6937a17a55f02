// Inside the frame: tells the page around it how tall this page is. That number is all it tells, so it may go to
// whichever website the browser lets frame us.
if (window.parent !== window) {
  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    window.parent.postMessage({ hearth: "height", height }, "*");
  };
  new ResizeObserver(tell).observe(document.body);
  window.addEventListener("load", tell);
}
