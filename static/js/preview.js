// The document in a frame, where the browser can show a PDF; elsewhere the buttons above lead to it.
for (const frame of document.querySelectorAll("[data-preview]")) {
  if (navigator.pdfViewerEnabled === false) frame.remove();
}
