"""Serves registers written by hand, as pymodbus understands Modbus/TCP.

serve_registers.py PORT FILE [FRAMER]: FILE is JSON, {unit: {table: {address: [value, ...]}}}, where
table is coil, discrete, holding or input; the framer is socket unless given, or rtu, ascii or tls with
CERTIFICATE KEY. Identifies itself as what is below. Says "ready" once it listens.
"""

import asyncio
import json
import ssl
import sys

from pymodbus import FramerType
from pymodbus.pdu.device import ModbusDeviceIdentification
from pymodbus.server import ModbusTcpServer, ModbusTlsServer
from pymodbus.simulator import DataType, SimData, SimDevice

IDENTITY = ModbusDeviceIdentification(
    info_name={
        "VendorName": "Counterpart",
        "ProductCode": "CP-1",
        "MajorMinorRevision": "3.2.1",
        "ProductName": "A server that is not ours",
    }
)


def bits(runs):
    data = [
        SimData(int(address), values=[bool(value) for value in values], datatype=DataType.BITS)
        for address, values in sorted(runs.items(), key=lambda run: int(run[0]))
    ]
    return data or [SimData(65520, values=[False] * 16, datatype=DataType.BITS)]


def words(runs):
    data = [
        SimData(int(address), values=values, datatype=DataType.REGISTERS)
        for address, values in sorted(runs.items(), key=lambda run: int(run[0]))
    ]
    return data or [SimData(65535, values=[0], datatype=DataType.REGISTERS)]


def device(unit, tables):
    blocks = (
        bits(tables.get("coil", {})),
        bits(tables.get("discrete", {})),
        words(tables.get("holding", {})),
        words(tables.get("input", {})),
    )
    return SimDevice(int(unit), simdata=blocks)


async def main():
    port, file = int(sys.argv[1]), sys.argv[2]
    with open(file, encoding="utf-8") as text:
        devices = [device(unit, tables) for unit, tables in json.load(text).items()]
    framer = sys.argv[3] if len(sys.argv) > 3 else "socket"
    kept = {"address": ("127.0.0.1", port), "identity": IDENTITY}
    if framer == "tls":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[4], sys.argv[5])
        server = ModbusTlsServer(devices, sslctx=context, **kept)
    else:
        server = ModbusTcpServer(devices, framer=FramerType(framer), **kept)
    await server.serve_forever(background=True)
    print("ready", flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
