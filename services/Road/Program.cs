using Qujiang.LegKernel;
using Qujiang.Road;
using Qujiang.ServiceDefaults;

var module = RoadModule.Create();
var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("road");
builder.AddLegKernel(module);
builder.Services.AddRoad(module);

var app = builder.Build();
app.MapServiceDefaults();
app.MapLegKernel();
app.MapRoad();
await app.RunAsync();
