# docker build -t backroutine . ; compose.yaml runs it with PostgreSQL.

FROM python:3.13-slim-trixie AS build
RUN pip install --no-cache-dir uv==0.13.8
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN --mount=type=cache,target=/root/.cache/uv uv sync --locked --no-dev
COPY . .
# Figures and static files are part of the image: a start has nothing to build.
RUN SECRET_KEY=not-kept VAR_DIR=/tmp/var BUILD_DIR=/app/build .venv/bin/python manage.py build

FROM python:3.13-slim-trixie
RUN useradd --system --uid 10001 --no-create-home backroutine \
    && install -d -o backroutine -g backroutine /var/lib/backroutine /var/backups/backroutine
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    BUILD_DIR=/app/build VAR_DIR=/var/lib/backroutine
USER backroutine
# The secret key, and the SQLite database where DATABASE_URL names no other. Nothing else is written.
VOLUME /var/lib/backroutine
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=15s --start-period=60s --start-interval=1s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=12)"]
CMD ["python", "manage.py", "up", "--host", "0.0.0.0"]
