using System.Text;
using System.Text.Json.Nodes;
using IdmLive.Pipeline.People;

namespace IdmLive.Pipeline.Tests.People;

public sealed class PersonRecordTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Bytes_are_read_back_to_the_bit()
    {
        PersonRecord record = DrawnPerson.Record("Ann");
        File.WriteAllBytes(_path, record.ToBytes());
        PersonRecord again = PersonRecord.Read(_path);
        Assert.Equal(record.Embeddings, again.Embeddings);
        Assert.Equal(record.ToBytes(), again.ToBytes());
    }

    [Fact]
    public void Contradictions_are_not_written()
    {
        PersonRecord good = DrawnPerson.Record("Ann");
        PersonCrop crop = good.Crops[0];
        PersonRecord[] wrong =
        [
            good with { Name = "../ann" },
            good with { Consent = default },
            good with { Model = new("live", "ABC") },
            good with { Embeddings = [] },
            good with { Embeddings = [[1, 0], [1]] },
            good with { Embeddings = [[2, 0]] },
            good with { Embeddings = [[float.NaN, 0]] },
            good with { AdapterFile = "../../weights" },
            good with { AdapterFile = "person.json" },
            good with { AdapterFile = null },
            good with { Crops = [crop with { File = "a/b.png" }] },
            good with { Crops = [crop, crop] },
            good with { Crops = [crop with { Facts = crop.Facts with { Yaw = double.NaN } }] },
            good with { Source = new(3, 4) },
            good with { Figures = new Dictionary<string, Pipeline.Measures.ConfidenceInterval> { ["x"] = new(double.NaN, 0, 0, 1) } },
            good with { Format = 2 },
        ];
        Assert.All(wrong, r => Assert.Single(Assert.Throws<PeopleException>(r.ToBytes).Message.Split('\n')));
        Assert.NotEmpty(good.ToBytes());
    }

    [Fact]
    public void Unknown_missing_and_null_keys_are_refused_at_every_depth()
    {
        byte[] good = DrawnPerson.Record("Ann").ToBytes();
        Action<JsonObject>[] spoil =
        [
            o => o["surname"] = "x",
            o => o["crops"]![0]!["facts"]!["age"] = 3,
            o => o["model"]!["licence"] = "x",
            o => o.Remove("consent"),
            o => o["model"]!.AsObject().Remove("sha256"),
            o => o["crops"]![0]!["facts"]!.AsObject().Remove("yaw"),
            o => o["model"] = null,
            o => o["embeddings"]![0] = "no base64",
            o => o["embeddings"]![0] = "AAAA",
            o => o["accepted"] = "yes",
        ];
        foreach (Action<JsonObject> change in spoil)
        {
            JsonObject json = JsonNode.Parse(good)!.AsObject();
            change(json);
            File.WriteAllText(_path, json.ToJsonString(), Encoding.UTF8);
            PeopleException e = Assert.Throws<PeopleException>(() => PersonRecord.Read(_path));
            Assert.Contains(_path, e.Message, StringComparison.Ordinal);
            Assert.Single(e.Message.Split('\n'));
        }
    }
}
