"""The least that sending costs: paced POSTs and nothing else.

    python -m benchmarks.load.bare_posts httpx|aiohttp URL TOKEN COUNT

Prints the seconds of CPU of this process.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable

import aiohttp
import httpx

A_SECOND = 80
BODY = (
    b'{"messaging_product":"whatsapp","recipient_type":"individual","to":"6281200000001",'
    b'"type":"text","text":{"body":"Kabar","preview_url":false}}'
)


async def paced(post: Callable[[], Awaitable[object]], count: int) -> float:
    await post()
    cpu, begun = time.process_time(), time.perf_counter()
    posts = []
    for number in range(count):
        await asyncio.sleep(begun + number / A_SECOND - time.perf_counter())
        posts.append(asyncio.ensure_future(post()))
    await asyncio.gather(*posts)
    return time.process_time() - cpu


async def main(client: str, url: str, token: str, count: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    if client == "httpx":
        async with httpx.AsyncClient(headers=headers) as by_httpx:
            print(await paced(lambda: by_httpx.post(url, content=BODY), int(count)))
        return
    async with aiohttp.ClientSession(headers=headers) as by_aiohttp:

        async def post() -> None:
            async with by_aiohttp.post(url, data=BODY) as answer:
                await answer.read()

        print(await paced(post, int(count)))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
