"""Reads registers as pymodbus understands Modbus/TCP, and decodes them with its own decoder.

read_registers.py PORT QUESTIONS: QUESTIONS is JSON, a list of
{"unit", "table", "address", "type"}; the answer is a list of values in the same order, null where
the device refuses. Types are u16 i16 u32 i32 u64 i64 f32 f64 bool, high word first; u32l and i32l have
the low word first.
"""

import json
import sys

from pymodbus.client import ModbusTcpClient

TYPES = {
    "u16": ModbusTcpClient.DATATYPE.UINT16,
    "i16": ModbusTcpClient.DATATYPE.INT16,
    "u32": ModbusTcpClient.DATATYPE.UINT32,
    "i32": ModbusTcpClient.DATATYPE.INT32,
    "u64": ModbusTcpClient.DATATYPE.UINT64,
    "i64": ModbusTcpClient.DATATYPE.INT64,
    "f32": ModbusTcpClient.DATATYPE.FLOAT32,
    "f64": ModbusTcpClient.DATATYPE.FLOAT64,
}


def ask(client, question):
    table, address, unit = question["table"], question["address"], question["unit"]
    if table in ("coil", "discrete"):
        read = client.read_coils if table == "coil" else client.read_discrete_inputs
        reply = read(address, count=1, device_id=unit)
        return None if reply.isError() else bool(reply.bits[0])
    order = "little" if question["type"].endswith("l") else "big"
    kind = TYPES[question["type"].removesuffix("l")]
    read = client.read_holding_registers if table == "holding" else client.read_input_registers
    reply = read(address, count=kind.value[1], device_id=unit)
    return None if reply.isError() else client.convert_from_registers(
        reply.registers, kind, word_order=order
    )


def main():
    port, questions = int(sys.argv[1]), json.loads(sys.argv[2])
    with ModbusTcpClient("127.0.0.1", port=port) as client:
        print(json.dumps([ask(client, question) for question in questions]))


main()
